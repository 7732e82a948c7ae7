//! In which order slides are shown, and in how many loops: the rules of a wall that nobody looks after.
//!
//! Everybody is shown once; what else there is comes between, where it disturbs nothing. With so many people that a loop
//! would be too long, they are dealt out into several, which follow each other.

/// A loop lasts at most so long, in seconds.
pub(super) const LONGEST: u32 = 12 * 60;

/// A loop has at most so many slides: its page is one page.
const MOST: usize = 32;

/// Between two guesses stand at least so many other slides.
const BETWEEN_GUESSES: usize = 4;

/// Where everybody does not fit into one loop, people fill so much of each; the rest is for everything else.
const FOR_PEOPLE: u32 = LONGEST * 7 / 10;

/// What has to be known of a slide to find its place.
pub(super) trait Slide: Clone {
    /// How long it is shown.
    fn seconds(&self) -> u32;
    /// The persons it is about, by number.
    fn persons(&self) -> &[usize];
    /// What covers the screen: two slides in a row never have the same.
    fn ground(&self) -> &str;
    /// Its kind.
    fn kind(&self) -> &str;
    /// Whether it shows a guess.
    fn is_guess(&self) -> bool;
}

/// Loops of slides: `people` has one slide for each person, `more` what else there is, the best first.
pub(super) fn loops<S: Slide>(people: &[S], more: &[S]) -> Vec<Vec<S>> {
    let mut loops = deal(people);
    let all = || people.iter().chain(more);
    let only = Only {
        one_person: all().all(|slide| slide.persons() == all().next().map_or(&[][..], |first| first.persons())),
        one_kind: all().all(|slide| all().next().is_some_and(|first| first.kind() == slide.kind())),
    };
    let count = loops.len();
    for (at, slide) in more.iter().enumerate() {
        // Turn by turn, so that no loop gets all the best.
        let turn = at % count.max(1);
        let tried = (0..count).map(|step| (turn + step) % count);
        for at in tried {
            if insert(&mut loops[at], slide, only) {
                break;
            }
        }
    }
    loops
}

/// What is the same on all slides: then it cannot change from one to the next.
#[derive(Clone, Copy)]
struct Only {
    one_person: bool,
    one_kind: bool,
}

/// Deals people out: into one loop if they fit, else into as few as leave room for more than people.
fn deal<S: Slide>(people: &[S]) -> Vec<Vec<S>> {
    let all: u32 = people.iter().map(Slide::seconds).sum();
    let mut count = if all <= LONGEST && people.len() <= MOST { 1 } else { all.div_ceil(FOR_PEOPLE).max(2) as usize };
    loop {
        let mut loops: Vec<Vec<S>> = vec![Vec::new(); count];
        people.iter().enumerate().for_each(|(at, slide)| loops[at % count].push(slide.clone()));
        let fits = |slides: &Vec<S>| length(slides) <= LONGEST && slides.len() <= MOST;
        if loops.iter().all(fits) || count >= people.len() {
            loops.iter_mut().for_each(|slides| apart(slides));
            return loops;
        }
        count += 1;
    }
}

/// Changes the order where two slides of the same ground would follow each other, as far as another order helps.
fn apart<S: Slide>(slides: &mut [S]) {
    for at in 1..slides.len() {
        if slides[at].ground() == slides[at - 1].ground()
            && let Some(other) = (at + 1..slides.len()).find(|other| slides[*other].ground() != slides[at - 1].ground())
        {
            slides.swap(at, other);
        }
    }
}

/// How long slides last together.
pub(super) fn length<S: Slide>(slides: &[S]) -> u32 {
    slides.iter().map(Slide::seconds).sum()
}

/// Puts a slide where it is furthest from what is like it; whether there was a place.
fn insert<S: Slide>(slides: &mut Vec<S>, slide: &S, only: Only) -> bool {
    if length(slides) + slide.seconds() > LONGEST || slides.len() >= MOST {
        return false;
    }
    let places = (0..=slides.len()).filter(|at| suits(slides, slide, *at, only));
    // The later of two equal places: what comes first stays first.
    match places.max_by_key(|at| distance(slides, slide, *at)) {
        Some(at) => {
            slides.insert(at, slide.clone());
            true
        }
        None => false,
    }
}

/// Whether a slide may stand before the one at a place. After the last comes the first.
fn suits<S: Slide>(slides: &[S], slide: &S, at: usize, only: Only) -> bool {
    let count = slides.len();
    if count == 0 {
        return !slide.is_guess();
    }
    let neighbours = [&slides[(at + count - 1) % count], &slides[at % count]];
    let shared = |other: &&S| other.persons().iter().any(|person| slide.persons().contains(person));
    let same_person = !only.one_person && neighbours.iter().any(shared);
    let same_ground = !only.one_kind && neighbours.iter().any(|other| other.ground() == slide.ground());
    let guess_near = || (1..=BETWEEN_GUESSES).any(|step| around(slides, at, step).iter().any(|other| other.is_guess()));
    let crowded = slide.is_guess() && (count < BETWEEN_GUESSES || guess_near());
    !same_person && !same_ground && !crowded
}

/// The slides so many steps before and after a place.
fn around<S>(slides: &[S], at: usize, step: usize) -> [&S; 2] {
    let count = slides.len();
    [&slides[(at + count * step - step) % count], &slides[(at + step - 1) % count]]
}

/// How many steps there are from a place to the next slide of the same kind or person.
fn distance<S: Slide>(slides: &[S], slide: &S, at: usize) -> usize {
    let like = |other: &&S| {
        other.kind() == slide.kind() || other.persons().iter().any(|person| slide.persons().contains(person))
    };
    let reach = slides.len() / 2;
    (1..=reach).find(|step| around(slides, at, *step).iter().any(like)).unwrap_or(reach + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug)]
    struct Card {
        kind: &'static str,
        persons: Vec<usize>,
        ground: String,
        seconds: u32,
    }

    impl Slide for Card {
        fn seconds(&self) -> u32 {
            self.seconds
        }
        fn persons(&self) -> &[usize] {
            &self.persons
        }
        fn ground(&self) -> &str {
            &self.ground
        }
        fn kind(&self) -> &str {
            self.kind
        }
        fn is_guess(&self) -> bool {
            self.kind == "guess"
        }
    }

    fn quotes(people: usize, seconds: u32) -> Vec<Card> {
        let card =
            |person: usize| Card { kind: "quote", persons: vec![person], ground: format!("h{}", person % 8), seconds };
        (0..people).map(card).collect()
    }

    fn more(people: usize) -> Vec<Card> {
        let kinds = ["map", "hurt", "story", "guess", "promise"];
        let card = |n: usize| Card {
            kind: kinds[n % kinds.len()],
            persons: if n % kinds.len() == 4 { vec![] } else { vec![n / kinds.len() % people] },
            ground: kinds[n % kinds.len()].to_owned(),
            seconds: 20,
        };
        (0..people * kinds.len()).map(card).collect()
    }

    fn holds(people: usize, loops: &[Vec<Card>]) {
        let mut seen = vec![0; people];
        for slides in loops {
            assert!(length(slides) <= LONGEST, "{} s", length(slides));
            let count = slides.len();
            assert!(count <= MOST);
            for (at, slide) in slides.iter().enumerate() {
                let next = &slides[(at + 1) % count];
                if people > 1 && count > 1 {
                    assert!(!slide.persons.iter().any(|p| next.persons.contains(p)), "{slide:?} {next:?}");
                }
                if slide.kind == "quote" {
                    seen[slide.persons[0]] += 1;
                }
                if slide.is_guess() {
                    let near = (1..=BETWEEN_GUESSES).filter(|step| slides[(at + step) % count].is_guess());
                    assert_eq!(near.count(), 0, "guesses too near each other");
                }
            }
        }
        assert!(seen.iter().all(|times| *times == 1), "everybody once in a round: {seen:?}");
    }

    #[test]
    fn the_rules_hold_for_any_number_of_people() {
        for people in [1, 2, 3, 5, 7, 12, 40, 200] {
            for seconds in [15, 23, 60, 240] {
                let loops = loops(&quotes(people, seconds), &more(people));
                holds(people, &loops);
            }
        }
    }

    #[test]
    fn few_people_share_one_loop_with_everything_else() {
        let loops = loops(&quotes(5, 20), &more(5));
        assert_eq!(loops.len(), 1);
        let kinds: std::collections::BTreeSet<&str> = loops[0].iter().map(|slide| slide.kind).collect();
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["guess", "hurt", "map", "promise", "quote", "story"]);
    }

    #[test]
    fn two_hundred_people_are_dealt_out_evenly() {
        let loops = loops(&quotes(200, 20), &more(200));
        let people: Vec<usize> =
            loops.iter().map(|slides| slides.iter().filter(|s| s.kind == "quote").count()).collect();
        let (least, most) = (people.iter().min().unwrap(), people.iter().max().unwrap());
        assert!(loops.len() > 1 && most - least <= 1, "{people:?}");
        assert!(loops.iter().all(|slides| slides.iter().any(|slide| slide.kind != "quote")));
    }
}
