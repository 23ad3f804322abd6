import PlanModel
import Testing

/// Format, section 3, "Money".
@Suite struct MoneyTests {
  @Test(
    "amounts, with the code or a sign before or after",
    arguments: [
      ("12000EUR", "12000.00EUR"), ("€12,000.50", "12000.50EUR"), ("12.5USD", "12.50USD"), ("$5", "5.00USD"),
      ("5$", "5.00USD"), ("5€", "5.00EUR"),
      ("EUR5", "5.00EUR"), ("-50 EUR", "-50.00EUR"), ("-€5", "-5.00EUR"), ("€-5", "-5.00EUR"),
      ("+5EUR", "5.00EUR"), ("€ 5", "5.00EUR"),
      ("5zł", "5.00PLN"), ("Kč5", "5.00CZK"), ("¥1,000", "1000JPY"), ("1000JPY", "1000JPY"),
      ("1.5JPY", "1.5JPY"), ("1BHD", "1.000BHD"),
      ("0.0625EUR", "0.0625EUR"), (".5EUR", "0.50EUR"), ("0EUR", "0.00EUR"),
      ("1,234,567.891EUR", "1234567.891EUR"), ("007EUR", "7.00EUR"),
      ("1000000000000EUR", "1000000000000.00EUR"), ("-0.01EUR", "-0.01EUR"),
    ])
  func values(_ text: String, _ expected: String) throws {
    #expect(try Money(parsing: text).description == expected)
  }

  @Test(
    "what is no amount says where",
    arguments: [
      ("", MoneyError.empty), ("12", .noCurrency(ByteRange(0, 2))), ("12.50", .noCurrency(ByteRange(0, 5))),
      ("1,5", .misplacedComma(ByteRange(1, 2))),
      ("1,5EUR", .misplacedComma(ByteRange(1, 2))), ("1,0000EUR", .misplacedComma(ByteRange(1, 2))),
      ("1234,567EUR", .misplacedComma(ByteRange(4, 5))),
      ("1,234,5EUR", .misplacedComma(ByteRange(5, 6))), ("1,,000EUR", .misplacedComma(ByteRange(2, 3))),
      ("12abc", .unknownCurrency(ByteRange(2, 5))),
      ("12eur", .unknownCurrency(ByteRange(2, 5))), ("12EURO", .unknownCurrency(ByteRange(2, 6))),
      ("XXX5", .unknownCurrency(ByteRange(0, 3))),
      ("12XAU", .unknownCurrency(ByteRange(2, 5))), ("€5EUR", .unexpected(ByteRange(4, 7))),
      ("1.2.3EUR", .unexpected(ByteRange(3, 5))),
      ("1.EUR", .unexpected(ByteRange(1, 2))), ("1.0000001EUR", .tooManyDecimals(ByteRange(1, 9))),
      ("1000000000000.01EUR", .tooLarge),
      ("10000000000000EUR", .tooLarge), ("99999999999999999999999EUR", .tooLarge),
      ("€", .unexpected(ByteRange(3, 3))),
    ])
  func errors(_ text: String, _ expected: MoneyError) {
    #expect(throws: expected) { try Money(parsing: text) }
  }

  @Test(
    "nothing else is an amount either",
    arguments: [
      "--5EUR", "-", "5-EUR", "1 000EUR", "1'000EUR", "½EUR", "５EUR", "1e3EUR", ",500EUR", "5EUR EUR", "EUR",
      "much",
    ])
  func others(_ text: String) {
    #expect(throws: MoneyError.self) { try Money(parsing: text) }
  }

  @Test func onlyTheRangeIsRead() throws {
    let bytes = Array("budget:12EUR/mo".utf8)
    #expect(try Money(parsing: bytes, in: 7..<12).description == "12.00EUR")
    #expect(throws: MoneyError.noCurrency(ByteRange(7, 9))) { try Money(parsing: bytes, in: 7..<9) }
  }

  @Test func sumsAreExact() throws {
    let cent = try Money(parsing: "0.01EUR")
    let sum = (0..<1000).reduce(Money(micros: 0, currency: cent.currency)) { sum, _ in sum.adding(cent) ?? sum
    }
    #expect(sum.description == "10.00EUR")
  }

  @Test func currenciesAreNotMixedAndLimitsHold() throws {
    let (euro, dollar) = (try Money(parsing: "1EUR"), try Money(parsing: "1USD"))
    #expect(euro.adding(dollar) == nil)
    let most = Money(micros: Money.limit, currency: euro.currency)
    #expect(most.adding(euro) == nil)
    #expect(most.adding(Money(micros: -1, currency: euro.currency))?.micros == Money.limit - 1)
    #expect(
      Money(micros: .max, currency: euro.currency).adding(Money(micros: .max, currency: euro.currency)) == nil
    )
  }

  @Test("what is written reads back", arguments: ["EUR", "JPY", "BHD"])
  func roundTrip(_ code: String) throws {
    let currency = try #require(Currency(code: code))
    var micros: Int64 = 1
    while micros < Money.limit {
      for value in [micros, -micros, micros * 7 / 3] {
        let money = Money(micros: value, currency: currency)
        #expect(try Money(parsing: money.description) == money)
      }
      micros *= 10
    }
  }

  // MARK: Budgets

  @Test(
    "limits in money or work, for good or for each period",
    arguments: [
      ("12000EUR", "12000.00EUR", nil), ("€500/w", "500.00EUR", .week), ("80h/mo", "4800", .month),
      ("80h/m", "4800", .month), ("2d/q", "960", .quarter),
      ("1,000EUR/y", "1000.00EUR", .year),
    ] as [(String, String, Budget.Period?)])
  func budgets(_ text: String, _ amount: String, _ period: Budget.Period?) throws {
    let bytes = Array(text.utf8)
    let budget = try Budget(parsing: bytes, in: 0..<bytes.count, units: EffortUnits())
    switch budget.amount {
    case .money(let money): #expect(money.description == amount)
    case .effort(let effort): #expect("\(effort.minutes)" == amount)
    }
    #expect(budget.period == period)
  }

  @Test(
    "what is no budget",
    arguments: [
      ("1,5", BudgetError.money(.misplacedComma(ByteRange(1, 2)))),
      ("12abc", .money(.unknownCurrency(ByteRange(2, 5)))),
      ("12", .money(.noCurrency(ByteRange(0, 2)))), ("5EUR/d", .unknownPeriod(ByteRange(4, 6))),
      ("80h/", .unknownPeriod(ByteRange(3, 4))),
      ("80h/month", .unknownPeriod(ByteRange(3, 9))), ("/mo", .money(.empty)),
      ("999999999h", .effort(.tooLarge)),
    ])
  func budgetErrors(_ text: String, _ expected: BudgetError) {
    let bytes = Array(text.utf8)
    #expect(throws: expected) { try Budget(parsing: bytes, in: 0..<bytes.count, units: EffortUnits()) }
  }

  // MARK: Currencies

  @Test("codes of ISO 4217", arguments: [("EUR", 2), ("JPY", 0), ("TND", 3), ("ZWG", 2)])
  func codes(_ code: String, _ digits: Int) throws {
    let currency = try #require(Currency(code: code))
    #expect(currency.code == code)
    #expect(currency.minorDigits == digits)
  }

  @Test("what is no code", arguments: ["", "eur", "EU", "EURO", "XAU", "XTS", "€", "ÉUR", "DEM"])
  func noCodes(_ code: String) {
    #expect(Currency(code: code) == nil)
  }

  @Test func currenciesSortByTheirCodes() throws {
    let codes = ["USD", "AED", "EUR", "ZWG"]
    #expect(try codes.map { try #require(Currency(code: $0)) }.sorted().map(\.code) == codes.sorted())
  }
}
