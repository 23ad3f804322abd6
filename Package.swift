// swift-tools-version: 6.1
import PackageDescription

// Read from top to bottom, the targets are the diagram: each imports only what stands above it.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "planmd",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "planmd", targets: ["planmd"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark",
      providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
    .target(name: "CBumpArena"),
    .target(name: "CFileCalls"),
    .target(name: "PlanParallel", swiftSettings: settings),
    .target(name: "PlanModel", swiftSettings: settings),
    .target(
      name: "PlanText",
      dependencies: [
        "PlanModel", "PlanParallel", "CCMark", "CBumpArena", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: settings),
    .target(name: "PlanQuery", dependencies: ["PlanModel", "PlanParallel"], swiftSettings: settings),
    .target(
      name: "PlanSchedule",
      dependencies: [
        "PlanModel", "PlanParallel", .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "PlanLint", dependencies: ["PlanModel", "PlanText", "PlanSchedule", "PlanParallel"],
      swiftSettings: settings),
    .target(
      name: "PlanReport",
      dependencies: [
        "PlanModel", "PlanQuery", "PlanSchedule", "PlanParallel",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: settings),
    .target(
      name: "PlanWorkspace",
      dependencies: [
        "PlanModel", "PlanText", "PlanParallel", "CFileCalls", .product(name: "Yams", package: "Yams"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: settings),
    .target(
      name: "PlanLSP",
      dependencies: ["PlanModel", "PlanText", "PlanLint", "PlanWorkspace"], swiftSettings: settings),
    .executableTarget(
      name: "planmd",
      dependencies: [
        "PlanModel", "PlanText", "PlanQuery", "PlanSchedule", "PlanLint", "PlanReport", "PlanWorkspace",
        "PlanLSP",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("Templates")],
      swiftSettings: settings),
    .target(
      name: "PlanTestSupport", dependencies: ["PlanModel", "PlanText"], path: "Tests/PlanTestSupport",
      swiftSettings: settings),
    .testTarget(name: "PlanModelTests", dependencies: ["PlanModel"], swiftSettings: settings),
    .testTarget(
      name: "PlanQueryTests", dependencies: ["PlanModel", "PlanText", "PlanQuery"], swiftSettings: settings),
    .testTarget(
      name: "PlanTextTests", dependencies: ["PlanModel", "PlanText", "PlanTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "planmdTests",
      dependencies: [
        "planmd", "PlanModel", "PlanText", "PlanQuery", "PlanLint", "PlanReport", "PlanWorkspace",
        "PlanTestSupport",
      ],
      exclude: ["Snapshots"], swiftSettings: settings),
    .testTarget(
      name: "PlanScheduleTests", dependencies: ["PlanModel", "PlanText", "PlanSchedule"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanLintTests",
      dependencies: ["PlanModel", "PlanText", "PlanLint", "PlanWorkspace", "PlanTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanWorkspaceTests",
      dependencies: ["PlanModel", "PlanText", "PlanWorkspace", "PlanTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanLSPTests",
      dependencies: ["PlanModel", "PlanText", "PlanLSP", "PlanWorkspace", "PlanTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PlanReportTests",
      dependencies: ["PlanModel", "PlanText", "PlanReport", "PlanQuery", "PlanSchedule", "PlanWorkspace"],
      swiftSettings: settings),
  ]
)
