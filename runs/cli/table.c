/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Subcommands and options, declared once. A new subcommand is a file with its function, a prototype in
 * commands.h and a row here.
 */
#include "runs/cli/commands.h"

const struct cli_option_row cli_options[N_OPTIONS] = {
    [OPTION_OUTPUT] = {"output", 'o', "FILE", KIND_FILE, false,
                       "the file to write, or the folder of an export; given again, an unfinished run is continued"},
    [OPTION_RUNS] = {"runs", 0, "N", KIND_TEXT, false,
                     "runs of every cell, instead of the experiment's own number; more than stored: the file grows"},
    [OPTION_SEED] = {"seed", 0, "S", KIND_TEXT, false, "seed of all random draws, instead of the experiment's own"},
    [OPTION_THREADS] = {"threads", 0, "T", KIND_TEXT, false, "threads to use; default: all processors"},
    [OPTION_SET] = {"set", 0, "PATH=VALUE", KIND_TEXT, true, "replace one value by its dotted path; may be repeated"},
    [OPTION_SHARD] = {"shard", 0, "I/N", KIND_TEXT, false, "do only the I-th of N parts, I from 1; 'auto' asks Slurm, Open MPI or PMI"},
    [OPTION_MAX_TIME] = {"max-time", 0, "TIME", KIND_TEXT, false,
                         "stop after this time, like 90s, 30m or 2h, with exit status 75; the same command continues"},
    [OPTION_PRECISION] = {"precision", 0, "METRIC=HALFWIDTH", KIND_TEXT, false,
                          "instead of a number of runs: as many as give the metric's 95 % interval this half-width in every order"},
    [OPTION_KEEP_PARTS] = {"keep-parts", 0, NULL, KIND_TEXT, false, "leave the journals in FILE.parts after they are merged"},
    [OPTION_TASK_MINUTES] = {"task-minutes", 0, "M", KIND_TEXT, false, "minutes that a task of an array should last; default: 20"},
    [OPTION_PARAMS] = {"params", 0, "DIR", KIND_FOLDER, false, "folder of states, orders, shocks, scenarios and experiments"},
    [OPTION_ALLOW_MISSING] = {"allow-missing", 0, NULL, KIND_TEXT, false, "write what is there; runs not made are marked as such"},
    [OPTION_JSON] = {"json", 0, NULL, KIND_TEXT, false, "print JSON"},
    [OPTION_CSV] = {"csv", 0, NULL, KIND_TEXT, false, "print comma-separated values"},
    [OPTION_LATEX] = {"latex", 0, NULL, KIND_TEXT, false, "print a LaTeX table"},
    [OPTION_DATA] = {"csv", 0, "X,Y", KIND_FILE, false,
                     "read two files of comma-separated values: a row for each point, parameters in X, outcomes in Y"},
    [OPTION_TIDY] = {"tidy", 0, NULL, KIND_TEXT, false, "print comma-separated values, a row for each figure"},
    [OPTION_METRIC] = {"metric", 0, "NAME,...", KIND_TEXT, false, "the outcomes to explain; default: the headlines, or every column of Y"},
    [OPTION_PAIRING] = {"pairing", 0, NULL, KIND_TEXT, false, "print instead what sharing random numbers between orders saves"},
    [OPTION_ABOVE] = {"above", 0, "X", KIND_TEXT, false,
                      "look for boxes in which the outcome is above X; default: above its 75th percentile"},
    [OPTION_MAP] = {"map", 0, "P,Q", KIND_TEXT, false, "the two parameters of the map of where a ranking turns; default: those that lead"},
    [OPTION_FORUM] = {"forum", 0, "F", KIND_TEXT, false, "the forum of the order; default: its first"},
    [OPTION_DOMAIN] = {"domain", 0, "D", KIND_TEXT, false, "the domain whose rule to take; default: the first in which the forum decides"},
    [OPTION_RESERVED] = {"reserved", 0, NULL, KIND_TEXT, false, "take the rule for issues of reserved legal basis, not the ordinary one"},
    [OPTION_ORDER] = {"order", 0, "NAME", KIND_TEXT, false,
                      "the order; default: the first, for sensitivity all; A,B: also the difference A - B"},
    [OPTION_SCENARIO] = {"scenario", 0, "NAME", KIND_TEXT, false, "the scenario; default: the first, for sensitivity all"},
    [OPTION_POINT] = {"point", 0, "P", KIND_TEXT, false, "the design point, from 0; default: the first, and in tables all of them"},
    [OPTION_RUN] = {"run", 0, "N", KIND_TEXT, false, "the run, from 0; default: the first"},
    [OPTION_FIND] = {"find", 0, "KIND,...", KIND_TEXT, false,
                     "tell the first run, from --run on, in which all of these occur; 10,000 are tried"},
    [OPTION_ONLY] = {"only", 0, "KIND,...", KIND_TEXT, false, "only events of these kinds, or these tables"},
    [OPTION_FROM] = {"from", 0, "YYYY-MM", KIND_TEXT, false, "show events from this month on"},
    [OPTION_TO] = {"to", 0, "YYYY-MM", KIND_TEXT, false, "show events up to this month"},
    [OPTION_SWEEP] = {"sweep", 0, "FILE", KIND_FILE, false, "results of a sweep of assumptions, for the part of the page on what decides"},
    [OPTION_FIGURE] = {"figure", 0, "FILE", KIND_FILE, false, "write the main figure, as SVG, to this file instead of the page"},
    [OPTION_YAML] = {"yaml", 0, NULL, KIND_TEXT, false, "print YAML that an experiment may contain"},
    [OPTION_SCHEMA] = {"schema", 0, NULL, KIND_TEXT, false, "print a JSON Schema, for editors"},
    [OPTION_MARKDOWN] = {"markdown", 0, NULL, KIND_TEXT, false, "print Markdown tables"},
    [OPTION_MAN] = {"man", 0, NULL, KIND_TEXT, false, "print the manual page, in man(7) macros"},
    [OPTION_COMPLETION] = {"completion", 0, NULL, KIND_TEXT, false, "print the completion for bash"},
    [OPTION_HELP] = {"help", 'h', NULL, KIND_TEXT, false, "say what the subcommand does"},
};

#define OPT(name) (UINT64_C(1) << OPTION_##name)
#define TABLES (OPT(JSON) | OPT(CSV) | OPT(LATEX))

const struct cli_command cli_commands[] = {
    {"run", "EXPERIMENT", KIND_FILE, 1, 1, "carry out an experiment",
     "Simulates every order under every scenario and writes one HDF5 file.\n"
     "EXPERIMENT is a path if it has a '/' or ends in .yaml, else a name looked up in the params folder.\n\n"
     "The same command, run again, continues where it stopped; with more --runs the file grows. Interrupted by SIGTERM,\n"
     "SIGINT or --max-time it finishes the block at hand and exits with 75. SIGUSR1 makes it print how far it is.\n"
     "With --shard it leaves its part in FILE.parts; 'entente merge FILE' joins the parts.\n\n"
     "With --precision, or the key 'precision' of the experiment, each design point in each scenario gets as many runs as its orders\n"
     "need; judged are blocks of 64 runs at fixed numbers, so that the results do not depend on how the work was done. The key\n"
     "says more, as does --set: precision.of=mean, probability (with precision.at, of a value above it) or quantile (of which\n"
     "probability: precision.at); precision.least=128 and precision.most=100000 runs. A shard then does whole design points.",
     OPT(OUTPUT) | OPT(RUNS) | OPT(SEED) | OPT(THREADS) | OPT(SET) | OPT(SHARD) | OPT(MAX_TIME) | OPT(PRECISION) | OPT(KEEP_PARTS) |
         OPT(PARAMS),
     command_run},
    {"check", "FILE...", KIND_FILE, 1, -1, "validate experiments, orders, scenarios, shocks and rules",
     "Reads the files as a run would and prints every error at once, each with file, line and column.", OPT(JSON) | OPT(PARAMS),
     command_check},
    {"merge", "FILE", KIND_FILE, 1, 1, "join the parts of a sharded run",
     "Joins the journals in FILE.parts into FILE and removes them. Refuses if runs are missing, unless --allow-missing is given\n"
     "with another output: -o PEEK.h5 then shows what is there so far and leaves the parts alone.",
     OPT(OUTPUT) | OPT(ALLOW_MISSING) | OPT(KEEP_PARTS), command_merge},
    {"verify", "FILE", KIND_FILE, 1, 1, "recompute the digest of a result file and check what must hold",
     "Recomputes the digest, resolves the stored experiment anew and checks every number that must lie in a range or agree with\n"
     "another. Prints the digest; exits with 74 and the first thing that does not hold.",
     0, command_verify},
    {"config", "FILE", KIND_FILE, 1, 1, "print the experiment of a result file",
     "Prints the resolved configuration as YAML: an experiment of its own, which run again gives the same digest.", 0, command_config},
    {"summary", "FILE", KIND_FILE, 1, 1, "print the table of results with intervals",
     "Prints scenario by order with 95 % intervals, the paired differences between orders, the greatest regret over the scenarios,\n"
     "acceptability under random weights, and how long decisions take and orders last (Kaplan-Meier, log-rank). Of more than three\n"
     "design points it prints how the means and the differences spread over the points, and with --point one of them; --csv and --json\n"
     "hold them all. JSON has, besides, curves and bootstrap intervals; its keys and every formula are in analysis/METHODS.md.",
     TABLES | OPT(PAIRING) | OPT(POINT), command_summary},
    {"compare", "FILE A B", KIND_FILE, 3, 3, "print the paired differences A - B of two orders",
     "Prints, for every scenario and metric, the difference of order A and order B over the same runs, with 95 % intervals, and the\n"
     "log-rank test of their times to decision and to failure.",
     TABLES | OPT(POINT), command_compare},
    {"export", "FILE", KIND_FILE, 1, 1, "write the results as tidy tables of comma-separated values",
     "Writes a folder, FILE without .h5 and with '-csv' unless -o names one: one table a file, one observation a row, and a\n"
     "datapackage.json that describes every column with its unit (Frictionless Data), so that any program can read them. The folder\n"
     "must not exist; it appears when it is complete.\n\n"
     "  runs            point, order, scenario, run: how the run ended, and every metric\n"
     "  trajectories    ..., month, metric: mean, standard deviation and quantiles over runs\n"
     "  kept_runs       ..., run, month: trajectories of the runs that are kept whole\n"
     "  states          ..., state, month: mean alignment, threat and capability\n"
     "  membership      ..., forum, state, month: share of runs\n"
     "  blocking        ..., state, domain: reported vetoes\n"
     "  durations       ..., duration: issues decided, and lost from view\n"
     "  design          point: the varied parameters\n"
     "  experiment.yaml the experiment, which carried out again gives these results\n\n"
     "A missing value is empty; numbers read back as the same bits. -o - prints the one table that --only names.",
     OPT(OUTPUT) | OPT(ONLY) | OPT(POINT), command_export},
    {"sensitivity", "[FILE]", KIND_FILE, 0, 1, "print which parameters decide an outcome",
     "For a results file with a design: which parameters decide each headline, of every order and of every difference against the\n"
     "first. What can be told depends on the design: Saltelli's matrices and grids give first- and total-order Sobol' indices,\n"
     "trajectories Morris' elementary effects, one parameter at a time effects, other points first-order indices and rank regression.\n"
     "With --csv the same for data of any other program; how the points belong together is found in the numbers.\n\n"
     "Then scenario discovery, where the points fill the space: boxes of parameters in which one order beats another or deadlock is\n"
     "high, and the map of the two leading parameters on which a ranking turns.\n\n"
     "A file of data may have a header or not; its cells stand between commas, semicolons, tabs or spaces; a missing value is\n"
     "nothing, NA or NaN. Saltelli's matrices may stand row by row or in blocks, with or without second-order mixtures, B last or not.",
     OPT(DATA) | OPT(METRIC) | OPT(ABOVE) | OPT(MAP) | OPT(ORDER) | OPT(SCENARIO) | OPT(JSON) | OPT(TIDY) | OPT(LATEX),
     command_sensitivity},
    {"patterns", "FILE [SCENARIO]", KIND_FILE, 1, 2, "print expected beside found",
     "Prints the empirical patterns that the default world should show: the expected range beside what the file's first order\n"
     "shows in SCENARIO, by default the first.",
     OPT(JSON), command_patterns},
    {"power", "WHERE", KIND_FILE, 1, 1, "print who has how much power under a decision rule",
     "Prints for each member swings, Banzhaf's index (absolute and normalised), Shapley and Shubik's, Coleman's power to prevent and to\n"
     "initiate; for all together Coleman's power to act and the expected length of the core. WHERE is a rule file with its own members\n"
     "and weights, or an order, of which a forum's founders are taken. A name is looked up in rules and orders of the params folder.\n\n"
     "Up to 32 members every coalition is counted; more are sampled, unless only heads count, with 95 % intervals and a fixed seed.",
     OPT(FORUM) | OPT(DOMAIN) | OPT(RESERVED) | OPT(JSON) | OPT(CSV) | OPT(THREADS) | OPT(PARAMS), command_power},
    {"report", "FILE", KIND_FILE, 1, 1, "write a page for readers",
     "Writes one page of HTML about a result file, to standard output or to the file of -o: the question, the answer under all readings\n"
     "of deadlock, levels and differences with intervals, what happens over time, who belongs to what and blocks what, the assumptions\n"
     "with their sources, and how to get the same figures again. The page needs no network and can be mailed and printed. With --sweep\n"
     "it also says which assumptions decide. Its figures are those of 'entente summary --json', and of 'entente sensitivity --json'.\n\n"
     "--figure writes the main figure alone, as SVG; it needs no template. With --figure and -o both are written.",
     OPT(OUTPUT) | OPT(SWEEP) | OPT(FIGURE) | OPT(POINT), command_report},
    {"trace", "EXPERIMENT", KIND_FILE, 1, 1, "tell one run month by month",
     "Tells one run of one order under one scenario: shocks and wars, issues, who proposed, who refused and why, what was decided, who\n"
     "entered, was suspended or left, which forums began and ended; then how it came out. EXPERIMENT is an experiment as for 'entente\n"
     "run', or a file of results, whose experiment is taken. The run has the bits of the untraced one; its digest is printed.\n\n"
     "A refusal names the member's gain in utility against the status quo; its slack, the loss that it would bear for the sake of the\n"
     "forum; and the deficit that remains, beside the one that it bears without refusing.\n\n"
     "Kinds of events, for --only and --find:\n"
     "  shock attack war-end leader onset breakdown recovery election issue taken-up proposal vote refusal veto statement bought\n"
     "  package cooperation decision overdue dropped signed unsigned ratified in-force coalition lapsed applied entered turned-down\n"
     "  pressed-in determination suspended restored expelled left reform pillar dissolved order-failed standing\n"
     "Situations, for --find alone:\n"
     "  lone-veto            a reported veto by one state alone\n"
     "  queue                a state is admitted to a forum while two or more others wait for it\n"
     "  wrongful-suspension  a member is suspended although its true values alignment meets the floor\n"
     "  run-failed           the run breaks an invariant or fills a table",
     OPT(ORDER) | OPT(SCENARIO) | OPT(POINT) | OPT(RUN) | OPT(SEED) | OPT(SET) | OPT(FIND) | OPT(ONLY) | OPT(FROM) | OPT(TO) | OPT(JSON) |
         OPT(PARAMS),
     command_trace},
    {"plan", "EXPERIMENT", KIND_FILE, 1, 1, "estimate time, memory and disk, and how to submit to Slurm",
     "Simulates a sample of the experiment's runs for about a second and a half: the first and the last point and points between,\n"
     "every order and scenario. Prints what the whole will take, as an estimate with the spread seen, and the lines that submit it\n"
     "to Slurm: an array of tasks and the merge after it. Writes nothing.\n\n"
     "There are as few tasks as last no longer than --task-minutes, never more than blocks (design points,\n"
     "where a precision decides how many runs there are), at most 1,000. A task has as many\n"
     "processors as --threads says, by default one; its time limit is twice its time and five minutes, a day at\n"
     "most: out of time it goes back into the queue.",
     OPT(OUTPUT) | OPT(RUNS) | OPT(SEED) | OPT(THREADS) | OPT(SET) | OPT(PRECISION) | OPT(TASK_MINUTES) | OPT(PARAMS) | OPT(JSON),
     command_plan},
    {"doctor", "[FOLDER]", KIND_FOLDER, 0, 1, "check this machine: build, processor, file system, bits",
     "Prints compiler, libraries, vector copies of the model, threads and floating-point mode; tries in FOLDER, by default the\n"
     "current one, everything that a run does with its files; and simulates some worlds with every copy that runs here: all must\n"
     "have the same bits, and those of the reference machine.\n\n"
     "Exits with 0 if all is well, 70 if bits differ, 73 or 74 if the folder will not do, 65 or 66 if the params folder will not.",
     OPT(JSON) | OPT(PARAMS), command_doctor},
    {"bench", "[EXPERIMENT]", KIND_FILE, 0, 1, "measure how fast this machine simulates",
     "Simulates the experiment, by default the baseline, for some seconds and prints runs and months per second and processor, where\n"
     "the time of a month goes, and how many times the floor it takes: the random words and the reads and writes of its state that\n"
     "cannot be saved. A toy world of fixed work, at every vector level that runs here, is the unit in which machines compare: all\n"
     "ratios are medians of measurements in turn. Then the rate on 1, 2, 4, ... and all threads, and what the engine takes for as many\n"
     "runs as are asked for: sums, journal, merge, the file and its verification, in a folder in $TMPDIR that is removed again.",
     OPT(THREADS) | OPT(SET) | OPT(JSON) | OPT(PARAMS), command_bench},
    {"params", NULL, KIND_TEXT, 0, 0, "list every parameter",
     "Prints name, default, range, unit, source and meaning of every parameter, as a table unless another form is asked for.",
     OPT(YAML) | OPT(SCHEMA) | OPT(MARKDOWN) | OPT(MAN), command_params},
    {"version", NULL, KIND_TEXT, 0, 0, "print version and build", "Prints the version, the revision, the compiler and its flags.", 0,
     command_version},
    {"help", "[SUBCOMMAND]", KIND_COMMAND, 0, 1, "explain a subcommand", "Prints the list of subcommands, or what one of them does.",
     OPT(MAN) | OPT(COMPLETION), command_help},
};
const int n_cli_commands = sizeof cli_commands / sizeof *cli_commands;

const struct cli_note cli_exit_notes[] = {
    {"0", "done"},
    {"64", "wrong command line"},
    {"65", "an input breaks a rule"},
    {"66", "an input is missing or unreadable"},
    {"70", "a bug, or out of memory"},
    {"73", "an output cannot be created"},
    {"74", "reading or writing failed, as on a full disk, or a file is damaged"},
    {"75", "interrupted; the same command continues"},
};
const int n_cli_exit_notes = sizeof cli_exit_notes / sizeof *cli_exit_notes;

const struct cli_note cli_environment_notes[] = {
    {"ENTENTE_PARAMS", "the params folder, where --params is not given"},
    {"ENTENTE_VECTOR", "the copy of the model to run instead of the widest: generic, avx2, avx512, with the same results bit for bit;\n"
                       "or double, in double precision, with others"},
};
const int n_cli_environment_notes = sizeof cli_environment_notes / sizeof *cli_environment_notes;

const struct cli_note cli_example_notes[] = {
    {"entente run baseline -o results.h5", "carry out the baseline experiment, or continue it"},
    {"entente run baseline -o results.h5 --precision deadlock_risk=0.005", "as many runs as that takes"},
    {"entente summary results.h5", "print the table"},
    {"entente export results.h5 --only runs -o - >runs.csv", "every metric of every run as one table"},
    {"entente sensitivity assumptions.h5 --metric deadlock_risk", "print which assumptions decide the risk of deadlock"},
    {"entente trace baseline --order clusters --find wrongful-suspension", "tell the first run in which a member is suspended wrongfully"},
    {"entente run baseline -o results.h5 --shard 3/40; entente merge results.h5", "on a cluster: one of 40 tasks, and after all of them"},
};
const int n_cli_example_notes = sizeof cli_example_notes / sizeof *cli_example_notes;
