"""Puts a brand's site on its own domain: buckets, distribution, certificate, mail. The only place that makes clouds."""
