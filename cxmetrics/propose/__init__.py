"""Look at files and propose a company file: every guess is a question, or a comment in what is written."""

from cxmetrics.propose.company import propose_company
from cxmetrics.propose.question import Ask, Question, accept
from cxmetrics.propose.written import written

__all__ = ["Ask", "Question", "accept", "propose_company", "written"]
