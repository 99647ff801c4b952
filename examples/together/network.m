function mpc = together
%TOGETHER  A made-up district with seven buses, made for Svitlo; no real network.
%
%             1 Gate (source)
%      /    |     |     |      \      \
%   br 1  br 2   br 3  br 4   br 5   br 6
%     |     |     |     |      |      |
%     2     3     4     5      6      7
%   East  West  Pump  Millby  Ash   Works
%               Hill
mpc.version = '2';
mpc.baseMVA = 100;

%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	1	3	0	0	0	0	1	1	0	110	1	1.1	0.9;
	2	1	30	6	0	0	1	1	0	110	1	1.1	0.9;
	3	1	20	4	0	0	1	1	0	110	1	1.1	0.9;
	4	1	0.5	0.1	0	0	1	1	0	110	1	1.1	0.9;
	5	1	8	1.5	0	0	1	1	0	110	1	1.1	0.9;
	6	1	6	1	0	0	1	1	0	110	1	1.1	0.9;
	7	1	25	5	0	0	1	1	0	110	1	1.1	0.9;
];

%	bus	Pg	Qg	Qmax	Qmin	Vg	mBase	status	Pmax	Pmin
mpc.gen = [
	1	95	20	100	-100	1.02	100	1	200	0;
];

%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status	angmin	angmax
mpc.branch = [
	1	2	0.004	0.02	0	100	100	100	0	0	1	-360	360;
	1	3	0.008	0.04	0	60	60	60	0	0	1	-360	360;
	1	4	0.020	0.08	0	20	20	20	0	0	1	-360	360;
	1	5	0.010	0.05	0	40	40	40	0	0	1	-360	360;
	1	6	0.010	0.05	0	40	40	40	0	0	1	-360	360;
	1	7	0.006	0.03	0	80	80	80	0	0	1	-360	360;
];
