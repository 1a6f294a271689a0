"""Proof for strangers that a capture is as old as it says: lists of digests, in `captures/proofs`,
with an authority's time stamp on each (RFC 3161)."""
