//! Graded tests.
use capstone::{Folder, OnUnreadable, Settings, index};
use pattern_sync::graded;
struct Few(Vec<(&'static str, &'static str)>);
impl Folder for Few {
    fn names(&self) -> Vec<String> { self.0.iter().map(|f| f.0.to_string()).collect() }
    fn read(&self, name: &str) -> Result<String, String> {
        self.0.iter().find(|f| f.0 == name).map(|f| f.1.to_string()).ok_or("no".to_string())
    }
}
#[test]
fn whole() {
    graded::explored(|| {
        let folder = Few(vec![("b", "to be"), ("a", "not to be")]);
        let settings = Settings { readers: 1, cleaners: 1, counters: 1, capacity: 1, on_unreadable: OnUnreadable::Fail };
        let index = index(&folder, &settings).unwrap();
        assert_eq!(index.files["to"], [("a".to_string(), 1), ("b".to_string(), 1)]);
    });
}
#[test]
fn coverage() {
    let c = pattern_sync::model::Explorer::new().timeless().check(|| {
        let folder = Few(vec![("b", "to be"), ("a", "not to be")]);
        let settings = Settings { readers: 1, cleaners: 1, counters: 1, capacity: 1, on_unreadable: OnUnreadable::Fail };
        let index = index(&folder, &settings).unwrap();
        assert_eq!(index.files["to"], [("a".to_string(), 1), ("b".to_string(), 1)]);
    }).unwrap();
    println!("{c} {}", c.steps);
}
