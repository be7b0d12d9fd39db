#pragma once
/// Campaign files: which models, quantities, methods, lengths and seeds are swept, and which claims are checked; read and
/// checked for sense, nothing computed.
///
///     title = "Concentration table"    # optional; default: the file's stem
///     digits = 15                      # optional; of exact rows whose sweep says nothing, and of claims
///     suites = ["my-claims.toml"]      # optional: claims, as `softlin check` reads them, beside this file; "built-in"
///                                      # stands for the suites inside the program
///     [models.NAME]                    # optional: what a model file holds
///     [[sweep]]                        # every combination of the lists becomes a row
///     models = ["plane.toml", "NAME"]  # required: paths beside this file, names, or tables as a model file holds them
///     quantities = ["output"]          # default; output | grad-v | grad-u | bias
///     methods = ["exact"]              # default; exact | reduced | naive
///     target = "limit"                 # default; limit | linear | inverse: what finite prompts are compared with
///     lengths = [16, 64, 1e6]          # required; or { from = 1, to = 1000000, factor = 10 }
///     digits = [15]                    # exact rows
///     prompts = [1000]                 # sampled rows
///     queries = 1                      # default; random queries that share a prompt, method naive
///     seeds = [1]                      # sampled rows; or { from = 1, to = 100 }
///
/// A list of one value may be the value. Rows come in the order written: sweep, model, quantity, method, then digits and
/// length, or prompts, seed and length; claims come last, in the order of their suites.

#include <filesystem>
#include <string>
#include <vector>

#include "proofs-check/claim.hpp"

namespace softlin::check {

/// A campaign has at most this many rows.
inline constexpr std::size_t k_most_campaign_rows = 10000000;

struct CampaignModel {
  std::string name;
  symbolic::AttentionModel model;
  std::string text;         ///< symbolic::exact_text
  std::string fingerprint;  ///< of text
};

/// A value and where it was written.
template <class T>
struct Placed {
  T value;
  Place place;
};

struct Sweep {
  std::vector<Placed<std::size_t>> models;  ///< into Campaign::models
  std::vector<Placed<Quantity>> quantities;
  std::vector<Placed<Method>> methods;  ///< exact, reduced, naive
  Placed<Target> target{Target::limit, {}};
  std::uint64_t queries = 1;
  std::vector<Length> lengths;  ///< finite
  Place lengths_place;
  std::vector<int> digits;
  std::vector<std::uint64_t> prompts;
  std::vector<std::uint64_t> seeds;
};

struct Campaign {
  std::string name;
  int digits = 15;  ///< of claims
  std::vector<CampaignModel> models;
  std::vector<Sweep> sweeps;
  Suite claims;  ///< may be empty
};

/// Reads a campaign file; `digits` is what holds where the file names none.
/// Errors : InputError with file, line and key for anything unreadable, unknown keys included; for an entry that stands in
///          a list twice; for two models with one name; for a list that no method of its sweep uses; for a campaign
///          without sweeps and claims; as read_suite().
Campaign read_campaign(const std::filesystem::path& path, int digits);

}  // namespace softlin::check
