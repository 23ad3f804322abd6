/// An ISO 4217 currency.
public struct Currency: Hashable, Sendable, Comparable {
  /// Three capital letters, packed, the first in the highest byte.
  private let packed: UInt32

  /// The currency of a code in capital letters, or nil where ISO 4217 lists none.
  public init?(code: String) {
    guard code.utf8.count == 3, Currency.codes.contains(code) else { return nil }
    packed = code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  public var code: String {
    String(
      decoding: [UInt8(packed >> 16 & 0xFF), UInt8(packed >> 8 & 0xFF), UInt8(packed & 0xFF)], as: UTF8.self)
  }

  /// Digits after the point that amounts are shown with.
  public var minorDigits: Int {
    switch code {
    case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
      "XOF", "XPF":
      0
    case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
    default: 2
    }
  }

  public static func < (a: Currency, b: Currency) -> Bool { a.packed < b.packed }

  /// Signs that mean one currency in common use. `$` is the US dollar.
  static let signs: [(sign: StaticString, code: String)] = [
    ("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"), ("₩", "KRW"), ("₺", "TRY"),
    ("₽", "RUB"), ("₴", "UAH"), ("₪", "ILS"), ("₱", "PHP"), ("₫", "VND"), ("zł", "PLN"), ("Kč", "CZK"),
  ]

  /// The active codes of ISO 4217, without metals, bonds and test codes.
  static let codes = Set(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD \
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD \
    LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK \
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS \
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split(separator: " ").map(String.init))
}
