// What every store must do. Each adapter runs all of it.
#pragma once

#include <functional>
#include <memory>

#include "approvals/ports/store.hpp"

namespace countersign::approvals::tests {

// `make` gives an empty store.
void store_contract(const std::function<std::unique_ptr<store>()>& make);

}  // namespace countersign::approvals::tests
