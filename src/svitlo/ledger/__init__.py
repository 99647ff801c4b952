"""The support ledger: from a word to a lit window, as facts that are only ever added.

`money` and `kinds` are the vocabulary, `events` what is written down, `facts` what stands of it after corrections and
contradictions, `entities` what became of one thing, `postings` what it moves, `rules` what is refused, `book` the one
door to a store; `coalition`, `consent`, `arithmetic` and `chain` answer questions.
"""
