from bench.desk import Desk
from bench.report import Report


def measure(report: Report, desk: Desk, operations: int) -> None:
    pass
