"""The books: the rules of accounting. They know neither HTTP nor JSON.

Every function takes the state (the database) and plain values or dataclasses, and returns ids or
plain values. A function that cannot post the values raises `Rejected`, and the operation is undone.

In this package, a "document" is a sale or a purchase, and a "trade" is one of the two kinds: all
sales or all purchases.
"""
