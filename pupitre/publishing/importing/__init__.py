"""Importing: a file of posts is read, shown row by row with what is wrong, and made into posts once confirmed."""
