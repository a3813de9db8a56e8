"""Which process connects to Discord: workers share slices of the gateway by leases, and stand by for one another."""
