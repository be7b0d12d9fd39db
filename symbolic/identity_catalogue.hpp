#pragma once
/// The identities that have names: what the theory files state as equations, ready to be proved.
/// Checked by: tests/symbolic/identity_catalogue_test.cpp (each is proved, every change of a coefficient is refused).

#include <string>
#include <vector>

#include "symbolic/identity.hpp"

namespace softlin::symbolic {

/// In the order of the theory files.
const std::vector<Identity>& identity_catalogue();

/// The identity of that name, or nothing.
const Identity* find_identity(const std::string& name);

}  // namespace softlin::symbolic
