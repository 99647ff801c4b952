"""The local web app: plans to look at, damage reports to take in, plans made in processes of their own.

What is kept lies in a folder, the library; whatever is killed, all that is known can be read from there again.
"""
