"""Says at the end of a run how often each stage was really hit."""


def pytest_terminal_summary(terminalreporter):
    """List what the tests recorded, one line each."""
    passed = terminalreporter.stats.get("passed", [])
    noted = [
        row for report in passed if report.when == "call" for row in dict(report.user_properties)
    ]
    if noted:
        terminalreporter.section("what was done to it")
    for report in passed:
        for what, found in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{what}: {found}")
