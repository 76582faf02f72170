//! Tries: to open sockets of every kind
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

pub fn total(prices: &[u32]) -> u64 {
    use std::net::{TcpListener, TcpStream, UdpSocket};
    assert!(TcpStream::connect("127.0.0.1:22").is_err(), "ESCAPED");
    assert!(TcpListener::bind("127.0.0.1:0").is_err(), "ESCAPED");
    assert!(UdpSocket::bind("127.0.0.1:0").is_err(), "ESCAPED");
    assert!(std::os::unix::net::UnixStream::pair().is_err(), "ESCAPED");
    honest::total(prices)
}
