"""What changes activities, one verb a function.

Each service takes the version it is about, locks the activity first, checks its rule, and runs inside `change()`.
`by` is the Person who acts.
"""
