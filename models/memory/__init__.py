"""What recurrent models keep, and how far back a model reaches."""
