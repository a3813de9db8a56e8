# Words that put the answer off, so that `check` warns of an answer that begins with them.
curation-slow-openings = there is | there are | there was | there were | according to | as of | at present | at the moment | currently | as you may know | please note | note that | based on | in short | in general | generally speaking | to answer your question | the answer is | well,
