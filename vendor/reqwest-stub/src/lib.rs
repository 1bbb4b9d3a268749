//! The part of an HTTP client's interface that the FEEL evaluator names for
//! calling external Java functions. Every request fails: models with external
//! functions are refused when they are loaded, and no socket exists here.

/// Blocking requests.
pub mod blocking {
    use std::fmt;

    /// A client that cannot send.
    #[derive(Default)]
    pub struct Client;

    /// A request that will fail.
    pub struct RequestBuilder;

    /// A response that never comes; the type has no values.
    pub enum Response {}

    /// Why nothing was sent.
    #[derive(Debug)]
    pub struct Error;

    impl fmt::Display for Error {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("external functions are refused")
        }
    }

    impl std::error::Error for Error {}

    impl Client {
        /// A client that cannot send.
        pub fn new() -> Client {
            Client
        }

        /// A request that will fail.
        pub fn post(&self, _url: &str) -> RequestBuilder {
            RequestBuilder
        }
    }

    impl RequestBuilder {
        /// Ignores the body.
        pub fn json<T: serde::Serialize + ?Sized>(self, _body: &T) -> RequestBuilder {
            self
        }

        /// Always fails.
        pub fn send(self) -> Result<Response, Error> {
            Err(Error)
        }
    }

    impl Response {
        /// Never reached: a response has no values.
        pub fn json<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
            match self {}
        }
    }
}
