import Testing

@testable import PlanWorkspace

/// The patterns of `exclude`.
@Suite struct GlobTests {
  @Test(
    "patterns and the paths they match",
    arguments: [
      ("*.md", ["a.md", "x/a.md", "x/y/.md"], ["a.mdx", "a.txt", "md"]), ("/*.md", ["a.md"], ["x/a.md"]),
      ("vendor/**", ["vendor/a", "vendor/a/b.md"], ["vendors/a", "x/vendor/a"]),
      ("vendor/", ["vendor/a.md", "vendor/x/a.md"], ["vendors"]),
      ("vendor", ["vendor", "vendor/a", "x/vendor", "x/vendor/a"], ["vendors", "x/vendors/a"]),
      ("a/*.md", ["a/b.md"], ["a/x/b.md", "b/a/b.md", "a/.txt"]),
      ("a/**/b.md", ["a/b.md", "a/x/b.md", "a/x/y/b.md"], ["a/xb.md", "b.md"]),
      ("**/b.md", ["b.md", "a/b.md", "a/x/b.md"], ["ab.md"]),
      ("a?.md", ["ab.md", "x/ab.md"], ["a.md", "a/.md", "abc.md"]),
      ("[ab].md", ["a.md", "b.md"], ["c.md", "ab.md"]), ("[!ab].md", ["c.md"], ["a.md", "/.md"]),
      ("[a-c]x.md", ["bx.md"], ["dx.md"]),
      ("{a,b}.md", ["a.md", "x/b.md"], ["c.md", "{a,b}.md"]),
      ("{a,b}/{c,}d.md", ["a/cd.md", "b/d.md"], ["c/d.md"]), ("./a.md", ["a.md", "x/a.md"], ["b.md"]),
      ("a.b", ["a.b"], ["axb"]),
      ("*", ["a", "a/b"], []), ("**", ["a", "a/b/c"], []),
      ("a*b*c.md", ["abc.md", "axxbyyc.md"], ["acb.md", "a/b/c.md"]), ("[", ["["], ["a"]),
      ("a[.md", ["a[.md"], ["a.md"]),
      ("größe*.md", ["größe1.md"], ["grösse.md"]),
      ("x/**/y/**/z.md", ["x/y/z.md", "x/a/y/b/c/z.md"], ["x/z.md", "y/z.md"]),
    ])
  func matches(_ pattern: String, _ yes: [String], _ no: [String]) {
    let glob = Glob(pattern)
    #expect(yes.filter { !glob.matches($0) } == [])
    #expect(no.filter { glob.matches($0) } == [])
  }

  @Test(
    "hostile patterns end",
    arguments: [
      String(repeating: "*a", count: 60), String(repeating: "**/b/", count: 60),
      String(repeating: "{a,b}", count: 40),
    ])
  func hostilePatterns(_ pattern: String) {
    #expect(Glob(pattern).matches(String(repeating: "a/", count: 200) + "x") == false)
  }

  @Test(
    "the year of an archive",
    arguments: [
      ("archive/{year}.md", "archive/*.md"), ("{year}/{year}.md", "*/{year}.md"), ("a.md", "a.md"),
      ("{month}.md", "{month}.md"),
    ])
  func years(_ path: String, _ expected: String) {
    #expect(path.replacing(year: "*") == expected)
  }
}
