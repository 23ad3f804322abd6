#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The standard normal distribution.
package enum Normal {
  /// The 90th percentile; the 10th is its negative.
  package static let z90 = 1.281551565544600

  /// The share below a value.
  package static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The value below which a share lies, 0 < share < 1: P. J. Acklam's rational approximation (2003), relative error
  /// below 1.2e-9.
  package static func quantile(_ share: Double) -> Double {
    let p = min(max(share, 1e-300), 1 - 1e-16)
    if p < 0.02425 { return tail((-2 * log(p)).squareRoot()) }
    if p > 1 - 0.02425 { return -tail((-2 * log(1 - p)).squareRoot()) }
    let q = p - 0.5
    let r = q * q
    let above =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
        + 1.383577518672690e+02) * r
        - 3.066479806614716e+01) * r + 2.506628277459239e+00) * q
    let below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
        + 6.680131188771972e+01) * r
        - 1.328068155288572e+01) * r + 1
    return above / below
  }

  private static func tail(_ q: Double) -> Double {
    let above =
      ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q
        - 2.549732539343734e+00) * q
        + 4.374664141464968e+00) * q + 2.938163982698783e+00
    let below =
      (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q
        + 3.754408661907416e+00) * q + 1
    return above / below
  }
}

/// How much work a task may turn out to be: a lognormal whose two sides may differ. Source: scheduling, section 7.
package struct EffortDistribution: Hashable, Sendable {
  /// Minutes, the 50th percentile.
  package var median: Double
  /// Of the logarithm, below and above the median.
  package var sigmaBelow: Double
  package var sigmaAbove: Double
  /// Minutes that are spent already: what remains is the total, given that it exceeds them, less them.
  package var spent = 0.0

  package init(median: Double, sigma: Double) {
    self.median = median
    sigmaBelow = sigma
    sigmaAbove = sigma
  }

  /// From an estimate as it is written.
  ///
  /// - Parameter spread: σ of a single value.
  package init(low: Double?, likely: Double, high: Double?, isThreePoint: Bool, spread: Double) {
    guard let low, let high, low > 0, likely > 0 else {
      self.init(median: likely, sigma: spread)
      return
    }
    if isThreePoint {
      self.init(median: likely, sigma: 0)
      sigmaBelow = log(likely / low) / Normal.z90
      sigmaAbove = log(high / likely) / Normal.z90
    } else {
      self.init(median: (low * high).squareRoot(), sigma: log(high / low) / (2 * Normal.z90))
    }
  }

  /// The total at a standard normal value.
  package func total(_ z: Double) -> Double { median * exp((z < 0 ? sigmaBelow : sigmaAbove) * z) }

  /// The remaining minutes at a standard normal value.
  package func remaining(_ z: Double) -> Double {
    guard spent > 0 else { return total(z) }
    let distance = log(spent / median)
    let sigma = distance < 0 ? sigmaBelow : sigmaAbove
    guard sigma > 0 else { return max(1, median - spent) }
    // The share of totals that are ruled out, and the same quantile of those that are left; from above, where the shares
    // of what is left are small and exact.
    let above = Normal.cumulative(-distance / sigma)
    let quantile = -Normal.quantile(above * Normal.cumulative(-z))
    return max(1, total(quantile) - spent)
  }
}
