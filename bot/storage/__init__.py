"""One SQLAlchemy adapter for everything that is kept: SQLite by default, PostgreSQL by DATABASE_URL."""
