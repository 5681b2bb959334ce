//! Another program that uses a card at the same time.

use super::place::Started;
use super::{PATIENCE, Stack, bytes, finish, native};
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// Another program that holds a card until this is dropped.
pub struct Holder {
    started: Started,
}

/// How another program holds a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Shared,
    Exclusive,
    Transaction,
}

impl Stack {
    /// Lets another program take hold of the card in a slot.
    pub fn hold(&self, slot: usize, how: Hold) -> Holder {
        let client = native::CLIENT.path();
        let how = match how {
            Hold::Shared => "shared",
            Hold::Exclusive => "exclusive",
            Hold::Transaction => "transaction",
        };
        let command = [
            client.as_os_str(),
            "hold".as_ref(),
            how.as_ref(),
            bytes(&self.slots[slot].name),
        ];
        let mut started = self.place.start(&command, |shell| {
            shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        });
        let mut said = String::new();
        let stdout = started.child.stdout.take().expect("stdout is a pipe");
        let _ = BufReader::new(stdout).read_line(&mut said);
        assert_eq!(
            said,
            "held\n",
            "another program could not hold the card\n{}",
            self.log()
        );
        Holder { started }
    }

    /// Another program resets the card in a slot.
    pub fn reset(&self, slot: usize) {
        let mut client = self.client();
        client.arg("reset").arg(bytes(&self.slots[slot].name));
        finish(&mut client, PATIENCE).must("another program resets the card");
    }
}

impl Holder {
    /// Lets go after this time.
    pub fn release_after(mut self, time: Duration) -> thread::JoinHandle<()> {
        thread::spawn(move || {
            thread::sleep(time);
            let _ = self.release();
        })
    }

    /// Lets go; whether its connection was good until then: nobody had reset the card under it.
    pub fn was_undisturbed(mut self) -> bool {
        self.release()
    }

    fn release(&mut self) -> bool {
        // The program lets go when its input ends.
        drop(self.started.child.stdin.take());
        let status = self.started.child.wait();
        status.is_ok_and(|it| it.success())
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.release();
    }
}
