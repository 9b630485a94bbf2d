"""`python -m graphnn` is `graphnn`."""

from graphnn.cli import main

if __name__ == "__main__":
    main()
