//! The state of a case in the numbers of another procedure, and what stands in its way.

use super::Bridge;
use super::block::Block;
use super::map::trigger;
use crate::case::few::Few;
use crate::case::state::{Active, Case, Marks, ROOT, Scope};
use crate::decision::Value;
use crate::decision::dmn::Datum;
use crate::procedure::{Kind, NONE, Net, Repeat};

/// A case as the new procedure has it, before times are set anew and new ones begin.
pub(super) struct Carried {
    /// Its state.
    pub case: Case,
    /// Which entries of the old [`Case::active`] go on, in the same order.
    pub kept: Vec<bool>,
    /// What stands in the way; if anything does, the state means nothing.
    pub blocks: Vec<Block>,
}

impl Bridge<'_> {
    pub(super) fn carried(&self, case: &Case) -> Carried {
        let mut carry = Carry { bridge: self, case, blocks: Vec::new() };
        let mut next = case.clone();
        let kept = carry.active(&mut next);
        carry.notes(&mut next);
        carry.undoable(&mut next);
        next.facts = Few::default();
        for (fact, &value) in case.facts.as_slice().iter().enumerate().filter(|(_, value)| !value.is_null()) {
            if let Some(new) = self.map.facts[fact] {
                next.facts.set(new as usize, self.value(value));
            }
        }
        next.marked = Few::default();
        for (event, &mark) in case.marked.as_slice().iter().enumerate().filter(|(_, mark)| mark.day().is_some()) {
            if let Some(new) = self.map.events[event] {
                next.marked.set(new as usize, mark);
            }
        }
        next.marks = carry.marks(&case.marks);
        for (new, old) in next.scopes.as_mut_slice().iter_mut().zip(case.scopes.iter()) {
            carry.scope(new, old);
        }
        let mut blocks = carry.blocks;
        blocks.sort();
        blocks.dedup();
        Carried { case: next, kept, blocks }
    }

    /// A value in the words of the new procedure.
    fn value(&self, value: Value) -> Value {
        let (from, to) = (&self.from.net.symbols, &self.to.net.symbols);
        match from.datum(value) {
            // A word that was not kept stays one.
            Datum::Null => value,
            datum if value.as_symbol().is_some() => to.value(&datum),
            _ => value,
        }
    }
}

struct Carry<'a> {
    bridge: &'a Bridge<'a>,
    case: &'a Case,
    blocks: Vec<Block>,
}

impl<'a> Carry<'a> {
    fn from(&self) -> &'a Net {
        &self.bridge.from.net
    }

    fn to(&self) -> &'a Net {
        &self.bridge.to.net
    }

    fn id(&self, node: u16) -> String {
        self.from().info[node as usize].id.clone()
    }

    fn active(&mut self, next: &mut Case) -> Vec<bool> {
        next.active = Few::default();
        let mut kept = Vec::new();
        for &active in self.case.active.as_slice() {
            let dropped = !active.is_token() && self.bridge.plan.drop.contains(&self.id(active.node));
            kept.push(!dropped);
            if dropped {
                continue;
            }
            match self.waiting(active) {
                Ok(new) => next.active.push(new),
                Err(block) => self.blocks.push(block),
            }
        }
        kept
    }

    /// A token or timer at its new element.
    fn waiting(&mut self, active: Active) -> Result<Active, Block> {
        let (from, to) = (self.from(), self.to());
        let element = self.id(active.node);
        let term = from.term_of(active.node).filter(|_| active.is_term()).map(|term| from.terms[term as usize].clone());
        let new = match (self.element(active.node), term) {
            (Err(Block::NoElement { .. }), Some(term)) => return Err(Block::Term { element, term }),
            (Err(Block::NoElement { .. }), None) if !active.is_token() => return Err(Block::Armed { element }),
            (Err(block), _) => return Err(block),
            (Ok(new), Some(term)) if to.term_of(new).is_none_or(|other| to.terms[other as usize] != term) => {
                return Err(Block::Term { element, term });
            }
            (Ok(new), _) => new,
        };
        let mut left = active.left;
        if from.nodes[active.node as usize].triggers.len > 0 {
            let words = |net: &Net, node| net.triggers_of(node).iter().map(|&t| trigger(net, t)).collect::<Vec<_>>();
            let (old, now) = (words(from, active.node), words(to, new));
            let sorted = |words: &[String]| {
                let mut words = words.to_vec();
                words.sort();
                words
            };
            let all = from.nodes[active.node as usize].all;
            if sorted(&old) != sorted(&now) || all != to.nodes[new as usize].all {
                return Err(Block::Trigger { element });
            }
            if all {
                let bit = |(at, word): (usize, &String)| {
                    old.iter().position(|o| o == word).map_or(0, |was| (left >> was.min(15) & 1) << at.min(15))
                };
                left = now.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit);
            }
        }
        self.endless(active)?;
        Ok(Active { node: new, left, ..active })
    }

    /// The same element in the new procedure, of the same kind and in the same place.
    fn element(&self, node: u16) -> Result<u16, Block> {
        let (map, element) = (&self.bridge.map, self.id(node));
        let old = &self.from().nodes[node as usize];
        if old.parent != NONE && map.node(old.parent).is_none() {
            return Err(Block::NoScope { element, scope: self.id(old.parent) });
        }
        let Some(new) = map.node(node) else { return Err(Block::NoElement { element }) };
        let is = &self.to().nodes[new as usize];
        let same = |was: u16, is: u16| if was == NONE { is == NONE } else { map.node(was) == Some(is) };
        if is.kind != old.kind {
            return Err(Block::OtherKind { element });
        }
        if !same(old.parent, is.parent) || !same(old.host, is.host) {
            return Err(Block::OtherScope { element });
        }
        Ok(new)
    }

    /// Whether every cause that stops this clock can still end.
    fn endless(&self, active: Active) -> Result<(), Block> {
        let Some(term) = self.from().term_of(active.node).filter(|_| active.is_term()) else { return Ok(()) };
        let rule = self.bridge.from.terms.get(term as usize).and_then(|versions| versions.get(active.version as usize));
        let events = &self.bridge.map.events;
        let known = |event: u16| events.get(event as usize).copied().flatten().is_some();
        for (number, stop) in (0u16..).zip(rule.map_or(&[][..], |rule| &rule.stops)) {
            let open = self.case.stops(active.node, active.activity).any(|note| note.open && note.number == number);
            if !known(stop.until) && (open || known(stop.on)) {
                let event = self.from().events[stop.until as usize].clone();
                return Err(Block::EndlessStop { element: self.id(active.node), event });
            }
        }
        Ok(())
    }

    /// Notes follow their timers.
    fn notes(&mut self, next: &mut Case) {
        for note in next.notes.as_mut_slice() {
            // A timer that has no element is reported already.
            note.node = self.bridge.map.node(note.node).unwrap_or(note.node);
        }
    }

    fn undoable(&mut self, next: &mut Case) {
        for done in next.undoable.as_mut_slice() {
            let new = self.element(done.node).ok().filter(|&new| self.to().nodes[new as usize].undo != NONE);
            let within = if done.within == NONE { Some(NONE) } else { self.bridge.map.node(done.within) };
            match (new, within) {
                (Some(node), Some(within)) => (done.node, done.within) = (node, within),
                _ => self.blocks.push(Block::Undo { element: self.id(done.node) }),
            }
        }
    }

    fn marks(&mut self, marks: &Marks) -> Marks {
        let mut new = Marks::default();
        for (slot, count) in marks.slots() {
            let is_it = |n: &crate::procedure::Node| n.slots.iter().any(|s| s == slot);
            let join = self.from().nodes.iter().position(is_it).expect("a slot belongs to a join") as u16;
            match (self.bridge.map.slots[slot as usize], self.element(join)) {
                (Some(slot), Ok(_)) => (0..count).for_each(|_| new.add(slot)),
                _ => self.blocks.push(Block::Join { element: self.id(join) }),
            }
        }
        new
    }

    fn scope(&mut self, new: &mut Scope, old: &Scope) {
        new.marks = self.marks(&old.marks);
        new.locals = Few::default();
        for &(fact, value) in old.locals.as_slice() {
            if let Some(fact) = self.bridge.map.facts[fact as usize] {
                new.locals.push((fact, self.bridge.value(value)));
            }
        }
        let Some(host) = self.case.token(old.activity) else { return };
        let Ok(node) = self.element(host.node) else { return };
        let is_instance = self.case.scope(old.parent).is_some_and(|parent| parent.activity == old.activity);
        match self.from().nodes[host.node as usize].kind {
            Kind::Multi if !is_instance => self.repeated(host.node, node, old),
            Kind::AdHoc => {
                new.planned = self.to().nodes[node as usize].starts.len;
                self.ad_hoc(host.node, node, old);
            }
            _ => {}
        }
    }

    /// The instances of a repeated activity fit into what the new procedure says of them.
    fn repeated(&mut self, old: u16, new: u16, holder: &Scope) {
        let repeat = |net: &'a Net, node: u16| &net.repeats[net.nodes[node as usize].rule as usize];
        let (was, is) = (repeat(self.from(), old), repeat(self.to(), new));
        let open =
            self.case.scopes.iter().filter(|s| s.parent == holder.number && s.activity == holder.activity && s.number != ROOT).count()
                as u16;
        let element = self.id(old);
        if is.sequential && open > 1 {
            return self.blocks.push(Block::Instances { element, found: open, most: 1 });
        }
        let loops = |repeat: &Repeat| repeat.cardinality == NONE && repeat.collection == NONE;
        if loops(is) && holder.begun > is.most {
            return self.blocks.push(Block::Instances { element, found: holder.begun, most: is.most });
        }
        let name = |net: &'a Net, fact: u16| net.facts.get(fact as usize);
        let facts = |net: &'a Net, r: &Repeat| [name(net, r.collection), name(net, r.item), name(net, r.results), name(net, r.result)];
        let to_come = holder.begun < holder.planned;
        let other_order = was.sequential != is.sequential && to_come;
        if loops(was) != loops(is) || other_order || facts(self.from(), was) != facts(self.to(), is) {
            self.blocks.push(Block::Repeat { element });
        }
    }

    /// The activities of an ad-hoc sub-process that still come are those of the new procedure.
    fn ad_hoc(&mut self, old: u16, new: u16, scope: &Scope) {
        let (was, is) = (&self.from().nodes[old as usize], &self.to().nodes[new as usize]);
        let open = self.case.active.as_slice().iter().filter(|a| a.is_token() && a.scope == scope.number).count() as u16;
        let element = self.id(old);
        if is.special && open > 1 {
            return self.blocks.push(Block::Instances { element, found: open, most: 1 });
        }
        let begun = |net: &'a Net, span: crate::procedure::Span| span.iter().take(scope.begun as usize).map(|i| net.starts[i as usize]);
        let same = begun(self.from(), was.starts).map(|node| self.bridge.map.node(node)).eq(begun(self.to(), is.starts).map(Some));
        if was.special != is.special || is.special && !same {
            self.blocks.push(Block::Repeat { element });
        }
    }
}
