"""The books: the rules of accounting, without requests and without JSON.

Every function takes the state and plain values or dataclasses, and returns ids or plain values. A
function that cannot post what it was given raises `Rejected`, and the operation is undone.
"""
