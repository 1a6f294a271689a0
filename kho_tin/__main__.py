"""`python -m kho_tin VERB`: the same as `kho-tin VERB`."""

from kho_tin.commands.main import main

if __name__ == "__main__":
    main()
