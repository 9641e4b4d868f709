//! Invented people: which names a seed draws. The same seed draws the same names in the same order.

use untwin_core::domain::sha256_hex;

/// A person's names: the given one, the family name before and the one after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Names {
    pub given: &'static str,
    pub former: &'static str,
    pub family: &'static str,
}

/// As many people as the lists have given names, in the order of the seed. No given name comes twice.
pub(super) fn draw(seed: u64) -> impl Iterator<Item = Names> {
    let given = shuffled(&GIVEN, seed);
    let family = shuffled(&FAMILY, seed);
    let pairs: Vec<[&'static str; 2]> = family.as_chunks().0.to_vec();
    given.into_iter().zip(pairs).map(|(given, [former, family])| Names { given, former, family })
}

fn shuffled(names: &[&'static str], seed: u64) -> Vec<&'static str> {
    let mut names = names.to_vec();
    names.sort_by_key(|name| sha256_hex(format!("{seed} {name}").as_bytes()));
    names
}

const GIVEN: [&str; 32] = [
    "Alma", "Bruno", "Carla", "Dario", "Edith", "Felix", "Greta", "Henri", "Ida", "Jonas", "Klara", "Lorenz", "Mila",
    "Nils", "Olga", "Pavel", "Quentin", "Rosa", "Simon", "Tilda", "Ulla", "Viktor", "Wanda", "Xenia", "Yannick",
    "Zora", "Amir", "Bea", "Cyril", "Dunja", "Emil", "Frida",
];

const FAMILY: [&str; 64] = [
    "Abel", "Adler", "Arnold", "Bach", "Barth", "Baum", "Berger", "Blum", "Brand", "Busch", "Conrad", "Dorn", "Ebert",
    "Egger", "Engel", "Ernst", "Falk", "Fink", "Frank", "Gerber", "Graf", "Haas", "Hahn", "Hart", "Heller", "Horn",
    "Huber", "Jansen", "Kaiser", "Keller", "Kern", "Klein", "Koch", "Kraft", "Kuhn", "Lang", "Lind", "Lorentz",
    "Maier", "Marten", "Moser", "Nagel", "Noll", "Otto", "Paulsen", "Pohl", "Rapp", "Reuter", "Ritter", "Roth",
    "Sander", "Sauer", "Schulte", "Seidel", "Simmen", "Stark", "Stein", "Thoma", "Ulrich", "Vogt", "Wagner", "Weber",
    "Winter", "Zimmer",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_draws_the_same_people_again_and_another_seed_draws_others() {
        let drawn: Vec<Names> = draw(7).collect();
        assert_eq!(drawn, draw(7).collect::<Vec<_>>());
        assert_ne!(drawn, draw(8).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_has_a_name_of_somebody_else() {
        let drawn: Vec<Names> = draw(1).collect();
        let names: BTreeSet<&str> = drawn.iter().flat_map(|names| [names.given, names.former, names.family]).collect();
        assert_eq!((drawn.len(), names.len()), (GIVEN.len(), GIVEN.len() * 3));
    }
}
