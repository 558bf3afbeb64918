"""Coming to the desk: the first start, sign-in, invitations, the demo, a further brand."""
