"""The catalogue: every sentence that tells an operator why, in English and in Vietnamese.

A module `of_…` for each subject, which nothing else lists: runs (and each check of
`kho_tin.outcome.checks`), problems, archives, settings, sites, and what verbs refuse. What the
kinds of problems mean is in `problem_kinds`. What is not in it cannot be said: errors and refusals
take a `Reason`, which only a sentence of the catalogue makes.
"""
