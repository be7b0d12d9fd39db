#pragma once
/// An exact model turned into the doubles that the sampler works with.

#include "numeric/sampler.hpp"
#include "symbolic/attention_model.hpp"
#include "symbolic/error_form.hpp"

namespace softlin::numeric {

/// The sampling problem of `model` for `quantity` against `target`.
///
/// Covariances become roots by a symmetric eigenvalue decomposition (diagonal ones entry by entry).
/// Errors : InputError for quantity bias, for target `linear` or `inverse` with a gradient in U, for entries beyond the
///          range of a double, and as SamplerProblem::check. Error when `inverse` meets a singular covariance.
/// Not promised : the doubles carry a relative rounding of about 1e-15 (see k_model_rounding).
SamplerProblem sampler_problem(const symbolic::AttentionModel& model, symbolic::Quantity quantity,
                               symbolic::Target target, SampleMethod method);

/// Relative allowance for turning a model into doubles; bounds are raised by it before samples are held against them.
inline constexpr double k_model_rounding = 0x1p-40;

}  // namespace softlin::numeric
