#include "proofs-check/model_file.hpp"

#include <algorithm>

#include "numeric/exact_sign.hpp"
#include "numeric/positive_semidefinite.hpp"
#include "proofs-check/row_file.hpp"

namespace softlin::check {

namespace {

using symbolic::AttentionModel;
using symbolic::GaussianTokens;
using symbolic::Matrix;
using symbolic::Number;
using symbolic::Vector;

const char* const k_covariance_expected = "a symmetric positive semidefinite one";

/// An entry as written, without quotes.
std::string entry_text(const TomlValue& value) { return value.is_string() ? value.string() : value.text(); }

bool positive_semidefinite(const Matrix& a, const Place& place) {
  try {
    return numeric::is_positive_semidefinite(a);
  } catch (const Error& error) {
    throw InputError(place, "a matrix whose definiteness cannot be decided (" + std::string(error.what()) + ")",
                     k_covariance_expected);
  }
}

/// True when `x` is certainly not 0.
bool certainly_nonzero(const Number& x) {
  try {
    const auto sign = numeric::sign(x);
    return sign && *sign != 0;
  } catch (const Error&) {
    return false;
  }
}

int sign_of(const Number& x, const Place& place) {
  std::string reason = "too close to 0";
  try {
    if (const auto sign = numeric::sign(x)) return *sign;
  } catch (const Error& error) {
    reason = error.what();
  }
  throw InputError(place, "a number whose sign cannot be decided: " + x.text() + " (" + reason + ")",
                   "one whose sign can be");
}

Vector zeros(Eigen::Index d) { return Vector::Constant(d, Number(0)); }

std::optional<Vector> read_vector(TomlTable& table, const std::string& key, AgreedDimension& dimension) {
  const auto value = table.optional(key);
  if (!value) return std::nullopt;
  Vector out = value->vector();
  dimension.fix(out.size(), value->place());
  return out;
}

/// Mean and covariance as written; the dimension may become known later.
struct GaussianInput {
  std::optional<Vector> mean;
  std::optional<MatrixInput> covariance;

  static GaussianInput read(TomlTable& table, AgreedDimension& dimension) {
    GaussianInput out;
    out.mean = read_vector(table, "mean", dimension);
    out.covariance = MatrixInput::read_optional(table, "covariance", dimension);
    return out;
  }

  GaussianTokens make(Eigen::Index d) const {
    return {mean.value_or(zeros(d)), covariance ? covariance->make_covariance(d) : symbolic::identity(d)};
  }
};

enum class Law { gaussian, rademacher, sphere, uniform_cube, mixture, student, discrete, rows };

struct TokensInput {
  Law law = Law::gaussian;
  GaussianInput gaussian;  // for the other simple laws: the mean alone; for Student tokens mean and scale
  Number size = 1;         // scale, radius or half width
  std::vector<Number> weights;
  std::vector<GaussianInput> components;
  Rational degrees_of_freedom;
  std::vector<Vector> atoms;
  std::shared_ptr<const symbolic::RowTable> rows;

  static TokensInput read(TomlTable table, AgreedDimension& dimension, const std::filesystem::path& folder) {
    TokensInput out;
    out.law = table.require("law", "the law of the tokens, such as \"gaussian\"")
                  .choice<Law>({{"gaussian", Law::gaussian},
                                {"rademacher", Law::rademacher},
                                {"sphere", Law::sphere},
                                {"uniform-cube", Law::uniform_cube},
                                {"mixture", Law::mixture},
                                {"student-t", Law::student},
                                {"discrete", Law::discrete},
                                {"rows", Law::rows}});
    if (const auto value = table.optional("dimension")) {
      dimension.fix(static_cast<Eigen::Index>(value->unsigned_integer(1, k_max_dimension)), value->place());
    }
    switch (out.law) {
      case Law::gaussian: out.gaussian = GaussianInput::read(table, dimension); break;
      case Law::mixture: out.read_components(table, dimension); break;
      case Law::student: out.read_student(table, dimension); break;
      case Law::discrete: out.read_atoms(table, dimension); break;
      case Law::rows: out.read_file(table, dimension, folder); break;
      default:
        out.gaussian.mean = read_vector(table, "mean", dimension);
        out.read_size(table);
        break;
    }
    table.finish();
    return out;
  }

  symbolic::TokenLaw make(Eigen::Index d) const {
    switch (law) {
      case Law::gaussian: return gaussian.make(d);
      case Law::rademacher: return symbolic::RademacherTokens{gaussian.mean.value_or(zeros(d)), size};
      case Law::sphere: return symbolic::SphereTokens{gaussian.mean.value_or(zeros(d)), size};
      case Law::uniform_cube: return symbolic::UniformCubeTokens{gaussian.mean.value_or(zeros(d)), size};
      case Law::student: {
        const GaussianTokens centred = gaussian.make(d);
        return symbolic::StudentTokens{centred.mean, centred.covariance, degrees_of_freedom};
      }
      case Law::discrete: return symbolic::DiscreteTokens{atoms, weights};
      case Law::rows: return symbolic::RowTokens{rows};
      case Law::mixture: break;
    }
    symbolic::MixtureTokens out;
    for (std::size_t k = 0; k < components.size(); ++k) out.components.push_back({weights[k], components[k].make(d)});
    return out;
  }

 private:
  void read_size(TomlTable& table) {
    const auto value = table.optional(law == Law::rademacher ? "scale" : law == Law::sphere ? "radius" : "half_width");
    if (!value) return;
    size = value->number();
    if (!is_nonnegative(size, value->place())) value->fail("a number that is at least 0");
  }

  void read_student(TomlTable& table, AgreedDimension& dimension) {
    const std::string expected = "a positive rational number";
    const TomlValue value = table.require("degrees_of_freedom", expected);
    const Number number = value.number();
    if (!number.is_rational() || number.rational() <= 0) value.fail(expected);
    degrees_of_freedom = number.rational();
    gaussian.mean = read_vector(table, "mean", dimension);
    gaussian.covariance = MatrixInput::read_optional(table, "scale", dimension);
  }

  void read_atoms(TomlTable& table, AgreedDimension& dimension) {
    const TomlValue list = table.require("atoms", "an array of points such as [[0, 1], [1, 0]]");
    const Matrix rows_of_atoms = list.matrix();
    dimension.fix(rows_of_atoms.cols(), list.place());
    for (Eigen::Index k = 0; k < rows_of_atoms.rows(); ++k) atoms.emplace_back(rows_of_atoms.row(k).transpose());
    const auto given = table.optional("weights");
    if (!given) {
      weights.assign(atoms.size(), Number(Rational(1, Integer(atoms.size()))));
      return;
    }
    const Vector values = given->vector();
    if (values.size() != rows_of_atoms.rows()) {
      throw InputError(given->place(), std::to_string(values.size()) + " weights",
                       std::to_string(atoms.size()) + ", one for each atom");
    }
    for (Eigen::Index k = 0; k < values.size(); ++k) {
      if (!is_positive(values(k), given->place())) {
        const auto elements = given->is_array() ? given->elements() : std::vector<TomlValue>{*given};
        elements[static_cast<std::size_t>(k)].fail("a positive number");
      }
      weights.push_back(values(k));
    }
    require_probabilities(given->place());
  }

  void read_file(TomlTable& table, AgreedDimension& dimension, const std::filesystem::path& folder) {
    const TomlValue value = table.require("file", "the path of a .csv or .npy file beside this one");
    const std::string name = value.nonempty_string();
    rows = read_rows(folder / name, name, value.place());
    dimension.fix(rows->dimension(), value.place());
  }

  void require_probabilities(const Place& place) const {
    Number sum;
    for (const Number& weight : weights) sum += weight;
    if (!(sum - Number(1)).is_recognised_zero()) {
      throw InputError(place, "weights with sum " + sum.text(), "weights with sum exactly 1");
    }
  }

  void read_components(TomlTable& table, AgreedDimension& dimension) {
    const std::string form = "an array of tables { weight, mean, covariance }";
    const TomlValue list = table.require("components", form);
    if (!list.is_array() || list.elements().empty())
      list.fail("a non-empty array of tables { weight, mean, covariance }");
    for (const auto& element : list.elements()) {
      if (!element.is_table()) element.fail("a table { weight, mean, covariance }");
      TomlTable component = element.table();
      const TomlValue weight = component.require("weight", "a positive number");
      weights.push_back(weight.number());
      if (!is_positive(weights.back(), weight.place())) weight.fail("a positive number");
      components.push_back(GaussianInput::read(component, dimension));
      component.finish();
    }
    require_probabilities(list.place());
  }
};

struct HeadInput {
  std::optional<MatrixInput> U, K, Q, V;

  static HeadInput read(TomlTable table, AgreedDimension& dimension) {
    HeadInput out;
    out.U = MatrixInput::read_optional(table, "U", dimension);
    out.K = MatrixInput::read_optional(table, "K", dimension);
    out.Q = MatrixInput::read_optional(table, "Q", dimension);
    out.V = MatrixInput::read_optional(table, "V", dimension);
    table.finish();
    if (out.U && (out.K || out.Q)) {
      throw InputError(table.place_of(out.K ? "K" : "Q"), "a matrix beside U", "U, or K and Q, not both");
    }
    if (!out.U && !out.K && !out.Q) throw InputError(table.place(), "neither U nor K and Q", "U, or K and Q");
    if (!out.U && (!out.K || !out.Q)) {
      throw InputError(out.K ? out.K->place() : out.Q->place(), out.K ? "K without Q" : "Q without K", "K and Q, or U");
    }
    return out;
  }

  symbolic::Head make(Eigen::Index d) const {
    symbolic::Head out;
    if (U) {
      out.U = U->make_square(d);
    } else {
      const Matrix k = K->make(d);
      const Matrix q = Q->make(d);
      if (k.rows() != q.rows()) {
        throw InputError(
            Q->place(), std::to_string(q.rows()) + " rows",
            std::to_string(k.rows()) + ", as in " + K->place().key + " on line " + std::to_string(K->place().line));
      }
      out.U = symbolic::product(k.transpose(), q);
    }
    out.V = V ? V->make(d) : symbolic::identity(d);
    return out;
  }
};

enum class QueryKind { fixed, pair, gaussian, tokens };

struct QueryInput {
  QueryKind kind = QueryKind::fixed;
  Vector z;
  GaussianInput gaussian;

  static QueryInput read(TomlTable table, AgreedDimension& dimension) {
    QueryInput out;
    out.kind = table.require("law", "the law of the query, such as \"fixed\"")
                   .choice<QueryKind>({{"fixed", QueryKind::fixed},
                                       {"pair", QueryKind::pair},
                                       {"gaussian", QueryKind::gaussian},
                                       {"tokens", QueryKind::tokens}});
    if (out.kind == QueryKind::fixed || out.kind == QueryKind::pair) {
      static_cast<void>(table.require("z", "the query, an array of numbers"));
      out.z = *read_vector(table, "z", dimension);
    } else if (out.kind == QueryKind::gaussian) {
      out.gaussian = GaussianInput::read(table, dimension);
    }
    table.finish();
    return out;
  }

  symbolic::QueryLaw make(Eigen::Index d) const {
    switch (kind) {
      case QueryKind::fixed: return symbolic::FixedQuery{z};
      case QueryKind::pair: return symbolic::PairQuery{z};
      case QueryKind::gaussian: {
        const GaussianTokens law = gaussian.make(d);
        return symbolic::GaussianQuery{law.mean, law.covariance};
      }
      case QueryKind::tokens: break;
    }
    return symbolic::TokenQuery{};
  }
};

}  // namespace

bool is_nonnegative(const Number& x, const Place& place) { return sign_of(x, place) >= 0; }

bool is_positive(const Number& x, const Place& place) { return sign_of(x, place) > 0; }

void AgreedDimension::fix(Eigen::Index d, const Place& place) {
  if (d_ == 0) {
    d_ = d;
    place_ = place;
  } else if (d != d_) {
    throw InputError(place, "dimension " + std::to_string(d),
                     std::to_string(d_) + ", the dimension that " + place_.key + " on line " +
                         std::to_string(place_.line) + " fixes");
  }
}

Eigen::Index AgreedDimension::value(const Place& place, const std::string& hint) const {
  if (d_ == 0) throw InputError(place, "nothing that fixes the dimension", hint);
  return d_;
}

MatrixInput MatrixInput::read(const TomlValue& value) {
  MatrixInput out(value);
  if (!value.is_table()) {
    if (value.is_string() || value.is_plain_number() || value.is_array()) {
      out.entries_ = value.matrix();
    } else {
      value.fail("rows such as [[1, 0], [0, 1]], or { kind = \"identity\" }");
    }
    out.columns_.emplace(out.entries_.cols(), value.place());
    return out;
  }
  TomlTable table = value.table();
  out.kind_ =
      table.require("kind", "\"identity\", \"diagonal\" or \"toeplitz\"")
          .choice<Kind>({{"identity", Kind::identity}, {"diagonal", Kind::diagonal}, {"toeplitz", Kind::toeplitz}});
  if (out.kind_ == Kind::diagonal) {
    const TomlValue entries = table.require("entries", "the diagonal, an array of numbers");
    out.diagonal_ = entries.vector();
    out.columns_.emplace(out.diagonal_.size(), entries.place());
  } else if (const auto dimension = table.optional("dimension")) {
    const auto d = static_cast<Eigen::Index>(dimension->unsigned_integer(1, k_max_dimension));
    out.columns_.emplace(d, dimension->place());
  }
  if (out.kind_ == Kind::toeplitz) out.rho_ = table.require("rho", "a number: the entries are rho^|i-j|").number();
  if (const auto scale = table.optional("scale")) out.scale_ = scale->number();
  table.finish();
  return out;
}

std::optional<MatrixInput> MatrixInput::read_optional(TomlTable& table, const std::string& key,
                                                      AgreedDimension& dimension) {
  const auto value = table.optional(key);
  if (!value) return std::nullopt;
  MatrixInput out = read(*value);
  out.fix_columns(dimension);
  return out;
}

std::optional<Eigen::Index> MatrixInput::rows() const {
  if (kind_ != Kind::entries) return std::nullopt;
  return entries_.rows();
}

void MatrixInput::fix_columns(AgreedDimension& dimension) const {
  if (columns_) dimension.fix(columns_->first, columns_->second);
}

Matrix MatrixInput::make(Eigen::Index d) const {
  if (kind_ == Kind::entries) return entries_;
  if (kind_ == Kind::identity) return symbolic::identity(d, scale_);
  Matrix out = Matrix::Constant(d, d, Number(0));
  if (kind_ == Kind::diagonal) {
    for (Eigen::Index i = 0; i < d; ++i) out(i, i) = scale_ * diagonal_(i);
    return out;
  }
  Number power = scale_;  // scale * rho^k; the loop keeps 0^0 = 1
  for (Eigen::Index k = 0; k < d; ++k, power *= rho_) {
    for (Eigen::Index i = 0; i + k < d; ++i) out(i, i + k) = out(i + k, i) = power;
  }
  return out;
}

Matrix MatrixInput::make_square(Eigen::Index d) const {
  if (kind_ == Kind::entries && entries_.rows() != entries_.cols()) {
    throw InputError(
        place(),
        "a matrix of " + std::to_string(entries_.rows()) + " rows and " + std::to_string(entries_.cols()) + " columns",
        "a square one");
  }
  return make(d);
}

Matrix MatrixInput::make_covariance(Eigen::Index d) const {
  Matrix out = make_square(d);
  bool good = true;
  switch (kind_) {
    case Kind::entries: {
      for (Eigen::Index i = 0; i < d; ++i) {
        for (Eigen::Index j = 0; j < i; ++j) {
          const Number gap = out(i, j) - out(j, i);
          if (gap.is_recognised_zero()) continue;
          const auto rows = value_.elements();
          const TomlValue lower = rows[static_cast<std::size_t>(i)].elements()[static_cast<std::size_t>(j)];
          const TomlValue upper = rows[static_cast<std::size_t>(j)].elements()[static_cast<std::size_t>(i)];
          throw InputError(lower.place(), entry_text(lower),
                           entry_text(upper) + (certainly_nonzero(gap)
                                                    ? " (the matrix must be symmetric)"
                                                    : " (the two are not recognised as equal: write them alike)"));
        }
      }
      good = positive_semidefinite(out, place());
      break;
    }
    // The rules below have short proofs: no need to factor a large matrix.
    case Kind::identity: good = is_nonnegative(scale_, place()); break;
    case Kind::diagonal:
      for (Eigen::Index i = 0; good && i < d; ++i) good = is_nonnegative(out(i, i), place());
      break;
    case Kind::toeplitz: {
      // rho^|i-j| is the correlation of a stationary chain when |rho| <= 1, and its first 2 x 2 minor is 1 - rho^2.
      good = is_nonnegative(scale_, place());
      if (good && d > 1 && !scale_.is_recognised_zero()) good = is_nonnegative(Number(1) - rho_ * rho_, place());
      break;
    }
  }
  if (!good) throw InputError(place(), "an indefinite matrix", k_covariance_expected);
  return out;
}

AttentionModel read_model_table(TomlTable& table, const std::filesystem::path& folder) {
  const auto section = [&](const std::string& name) {
    const TomlValue value = table.require(name, "a table [" + name + "]");
    return value.table();
  };
  AgreedDimension dimension;
  const TokensInput tokens = TokensInput::read(section("tokens"), dimension, folder);
  const HeadInput head = HeadInput::read(section("head"), dimension);
  const QueryInput query = QueryInput::read(section("query"), dimension);
  table.finish();
  const Eigen::Index d = dimension.value(table.place_of("tokens"), "a key that does, such as tokens.dimension");
  try {
    return {tokens.make(d), head.make(d), query.make(d)};
  } catch (const InputError&) {
    throw;
  } catch (const Error& error) {  // exact arithmetic that gave up, on a product of long formulas say
    throw InputError(table.place(), "entries whose products cannot be formed (" + std::string(error.what()) + ")",
                     "simpler ones");
  }
}

AttentionModel parse_model(std::string_view text, const std::string& file_name) {
  TomlTable table = parse_toml(text, file_name);
  return read_model_table(table, std::filesystem::path(file_name).parent_path());
}

AttentionModel read_model(const std::filesystem::path& path) {
  TomlTable table = read_toml(path);
  return read_model_table(table, path.parent_path());
}

std::string describe(const AttentionModel& model) {
  return symbolic::law_name(model.tokens) + " d=" + std::to_string(symbolic::dimension(model.tokens));
}

}  // namespace softlin::check
