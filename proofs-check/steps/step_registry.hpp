#pragma once
/// Every registered step of docs/theory/bounds.md, sharper-bounds.md and icl-regression.md.

#include <string>
#include <vector>

#include "proofs-check/steps/proof_step.hpp"

namespace softlin::check {

std::vector<ProofStep> gaussian_query_steps();         ///< A0, A1: decomposition and exact identities
std::vector<ProofStep> upper_bound_steps();            ///< A2: upper bounds on A
std::vector<ProofStep> lower_bound_steps();            ///< A3, A4: lower bounds, high probability
std::vector<ProofStep> gradient_steps();               ///< A5: gradients of Gaussian tokens
std::vector<ProofStep> query_average_steps();          ///< B: Gaussian queries
std::vector<ProofStep> sub_gaussian_steps();           ///< C0 to C3: sub-Gaussian tokens and queries
std::vector<ProofStep> sub_gaussian_constant_steps();  ///< inside C3, C5; C6
std::vector<ProofStep> sub_gaussian_average_steps();   ///< C2.2, C3.4, C3.5, C4, D2.6: queries of varying length
std::vector<ProofStep> sub_gaussian_gradient_steps();  ///< C4, C5, D4: their U-gradient
std::vector<ProofStep> gradient_event_steps();         ///< C4.1, C4.4 to C4.6: its raw form
std::vector<ProofStep> sharper_sub_gaussian_steps();   ///< D1, D2
std::vector<ProofStep> majorant_steps();               ///< D2.2, D4.4
std::vector<ProofStep> worst_law_steps();              ///< D3
std::vector<ProofStep> sharper_gradient_steps();       ///< D5
std::vector<ProofStep> tight_gradient_steps();         ///< E1
std::vector<ProofStep> tight_sub_gaussian_steps();     ///< E2, E3
std::vector<ProofStep> regression_limit_steps();       ///< I1 of icl-regression.md: the infinite prompt
std::vector<ProofStep> regression_flow_steps();        ///< I2: its gradient flow
std::vector<ProofStep> regression_weight_steps();      ///< I3.1, I3.2: weights and H
std::vector<ProofStep> regression_prompt_steps();      ///< I3.3 to I4: finite prompts
std::vector<ProofStep> regression_generator_steps();   ///< I5: generators, linear attention, ridge

/// All of them, by letter and number. Items of one statement have a third number: I3.1.2 is (2) of I3.1.
const std::vector<ProofStep>& proof_steps();

/// The steps that `words` name: each an id, or what ids begin with up to a dot ("A2") or their letter ("A"). No words: all.
/// Errors : InputError for a word that names none; it lists the ids nearest to it.
std::vector<const ProofStep*> find_steps(const std::vector<std::string>& words);

}  // namespace softlin::check
