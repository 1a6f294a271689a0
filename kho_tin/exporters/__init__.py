"""What leaves the archive: tables of articles, and packages of captures for replay."""
