"""The catalogue: every sentence that tells an operator why, in English and in Vietnamese.

Why a run was not well (`of_runs`, and each check of `kho_tin.outcome.checks`), why an archive
cannot be used (`of_archives`), why a command refuses (`of_settings`, `of_verbs`), and what the
kinds of problems mean (`kinds`). What is not in it cannot be said: errors and refusals take a
`Reason`, which only a sentence of the catalogue makes.
"""
