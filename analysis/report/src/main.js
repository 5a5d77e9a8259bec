// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the documents, offers the choices, draws the charts.
import { blocking } from "./charts/blocking.js";
import { acceptability, regret } from "./charts/choosing.js";
import { levels } from "./charts/levels.js";
import { membership, membershipYears } from "./charts/membership.js";
import { boxes, flip, holds } from "./charts/space.js";
import { alive, waiting } from "./charts/survival.js";
import { outcomeName, outcomesOf, tornado } from "./charts/tornado.js";
import { trajectories } from "./charts/trajectories.js";
import { offer } from "./choice.js";
import { readAll } from "./data.js";
import { drawAll } from "./figure.js";
import { words } from "./numbers.js";

const data = readAll();
const years = membershipYears(data);
offer("scenario", "Scenario", data.scenarios.map(words), 0);
offer("order", "Order", data.orders, data.orders.length - 1);
offer("year", "Year", years, Math.min(years.length - 1, 10), "slider");
const outcomes = outcomesOf(data);
offer("outcome", "Outcome", outcomes.map((outcome) => outcomeName(data, outcome)),
  Math.max(0, outcomes.findIndex((outcome) => outcome.metric === "deadlock_risk")));
drawAll({ levels, regret, acceptability, trajectories, alive, waiting, membership, blocking, tornado, holds, flip, boxes }, data);
document.documentElement.dataset.ready = "true";
