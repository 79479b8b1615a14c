"""Argon2id with OWASP's small-memory parameters: 19 MiB a hash instead of 100 MiB.

Eight hundred people sign in at 08:30; Django's default would ask for 100 MiB each.
Source: OWASP Password Storage Cheat Sheet (m=19456, t=2, p=1).
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
