"""A marimo notebook: one scenario, its answer, its what-ifs and its frontier.

`marimo edit docs/notebook.py` opens it; `python docs/notebook.py` runs it as a script.
"""

import marimo

__generated_with = "0.25.2"

app = marimo.App(width="medium")


@app.cell
def _():
    import glmopt

    return (glmopt,)


@app.cell
def _(glmopt):
    scenario = {
        "name": "200 streams",
        "demand": {"streams": 200, "full_finetune": True},
        "cards": {"deny": ["rtx-3090-24g", "rtx-4060ti-16g", "rtx-4090-24g"]},
        "prices": "cn-2026",
        "budget": {"max": 1_200_000},
    }
    answer = glmopt.solve(scenario)
    answer  # noqa: B018
    return answer, scenario


@app.cell
def _(answer):
    plan = answer.to_frame()
    plan  # noqa: B018
    return (plan,)


@app.cell
def _(glmopt, scenario):
    budgets = glmopt.whatif(scenario, ["budget.max=800000,1000000,1200000"])
    budgets[["status", "cost", "cards", "streams"]]
    return (budgets,)


@app.cell
def _(glmopt, scenario):
    steps = glmopt.frontier(scenario, 150, 210)
    steps  # noqa: B018
    return (steps,)


if __name__ == "__main__":
    app.run()
