"""One file with everything: how it is written, read, made, restored, and kept every night."""
