"""Print the score of the last mutation run, by module, and every change to the code that no test has seen."""

import json
from collections import Counter
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

FOLDER = Path("mutants")


def changed(mutant, module):
    """The line as it is and as the mutant has it; both are long, so only what differs is told apart."""
    lines = get_diff_for_mutant(mutant, path=module).splitlines()[3:]
    return [line for line in lines if line[:1] in {"-", "+"}]


def main():
    total, seen = Counter(), []
    print(f"{'module':24}{'killed':>8}{'survived':>10}{'timeout':>9}{'other':>7}{'total':>7}{'score':>8}")
    for path in sorted(FOLDER.glob("cxmetrics/estimate/*.meta")):
        found = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        if not found:
            continue
        module = path.relative_to(FOLDER).with_suffix("")
        ends = {mutant: status_by_exit_code[code] for mutant, code in found.items()}
        seen += [(mutant, module, end) for mutant, end in ends.items() if end not in {"killed", "timeout"}]
        total += say(module.name, Counter(ends.values()))
    say("all", total)
    for mutant, module, end in seen:
        print(f"\n{mutant.replace('x_', '').replace('__mutmut_', ' ')}: {end}", *changed(mutant, module), sep="\n")


def say(name, ends):
    """Print one line of the table; a test that never ends has seen the change too."""
    number, killed, timeout = ends.total(), ends["killed"], ends["timeout"]
    other = number - killed - timeout - ends["survived"]
    share = f"{100 * (killed + timeout) / number:.1f} %"
    print(f"{name:24}{killed:>8}{ends['survived']:>10}{timeout:>9}{other:>7}{number:>7}{share:>8}")
    return ends


if __name__ == "__main__":
    main()
