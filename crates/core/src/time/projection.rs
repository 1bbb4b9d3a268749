//! Years nobody has published yet.
