//! What a city proves about its cases, and how anyone checks it.
//!
//! Pure: no file, network, clock or chance. It knows leaves, not what they are about.
