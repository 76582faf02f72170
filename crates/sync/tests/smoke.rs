#![cfg(feature = "model")]
use pattern_sync::model::*;
use pattern_sync::sync::*;
use pattern_sync::thread;
use std::collections::VecDeque;

struct Q {
    state: Mutex<VecDeque<u32>>,
    not_empty: Condvar,
    not_full: Condvar,
    cap: usize,
}
impl Q {
    fn push(&self, x: u32) {
        let mut state = self.state.lock();
        while state.len() == self.cap {
            self.not_full.wait(&mut state);
        }
        state.push_back(x);
        self.not_empty.notify_one();
    }
    fn pop(&self) -> u32 {
        let mut state = self.state.lock();
        while state.is_empty() {
            self.not_empty.wait(&mut state);
        }
        let x = state.pop_front().unwrap();
        self.not_full.notify_one();
        x
    }
    fn pop_if(&self) -> u32 {
        let mut state = self.state.lock();
        if state.is_empty() {
            self.not_empty.wait(&mut state);
        }
        let x = state.pop_front().expect("an item");
        self.not_full.notify_one();
        x
    }
    fn push_edge(&self, x: u32) {
        let mut state = self.state.lock();
        while state.len() == self.cap {
            self.not_full.wait(&mut state);
        }
        state.push_back(x);
        if state.len() == 1 {
            self.not_empty.notify_one();
        }
    }
}
fn q(cap: usize) -> Arc<Q> {
    Arc::new(Q {
        state: Mutex::new(VecDeque::new()),
        not_empty: Condvar::new(),
        not_full: Condvar::new(),
        cap,
    })
}
fn run(push: fn(&Q, u32), pop: fn(&Q) -> u32) -> Result<Coverage, Box<Failure>> {
    Explorer::new().check(move || {
        let q = q(2);
        let cs: Vec<_> = (0..2)
            .map(|i| {
                let q = q.clone();
                thread::Builder::new()
                    .name(format!("consumer{i}"))
                    .spawn(move || pop(&q))
                    .unwrap()
            })
            .collect();
        push(&q, 1);
        push(&q, 2);
        let mut got: Vec<_> = cs.into_iter().map(|c| c.join().unwrap()).collect();
        got.sort();
        assert_eq!(got, [1, 2]);
    })
}
#[test]
fn good() {
    let t = std::time::Instant::now();
    let r = run(Q::push, Q::pop);
    println!("{:?}", t.elapsed());
    match r {
        Ok(c) => println!("{c}"),
        Err(f) => panic!("{f}"),
    }
}
#[test]
fn bad_if() {
    let t = std::time::Instant::now();
    let f = run(Q::push, Q::pop_if).unwrap_err();
    println!("{:?}", t.elapsed());
    println!("{f}\n\n{}", f.timeline().render_text(60));
}
#[test]
fn bad_edge() {
    let t = std::time::Instant::now();
    let f = run(Q::push_edge, Q::pop).unwrap_err();
    println!("{:?}", t.elapsed());
    println!("{f}");
}
