# SPDX-License-Identifier: MIT
"""What a client has to refuse before a connection is open."""
