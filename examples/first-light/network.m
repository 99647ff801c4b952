function mpc = first_light
%FIRST_LIGHT  A made-up district with five buses, made for Svitlo; no real network.
%
%           1 Gate (source)
%        /     |     \      \
%     br 1   br 2   br 3    br 4
%      |      |      |       |
%      2      3      4       5
% Steelworks East  Hilltown  Low
%
mpc.version = '2';
mpc.baseMVA = 100;

%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	1	3	0	0	0	0	1	1	0	110	1	1.1	0.9;
	2	1	100	20	0	0	1	1	0	110	1	1.1	0.9;
	3	1	40	8	0	0	1	1	0	110	1	1.1	0.9;
	4	1	20	4	0	0	1	1	0	110	1	1.1	0.9;
	5	1	10	2	0	0	1	1	0	110	1	1.1	0.9;
];

%	bus	Pg	Qg	Qmax	Qmin	Vg	mBase	status	Pmax	Pmin
mpc.gen = [
	1	170	40	150	-150	1.02	100	1	300	0;
];

%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status	angmin	angmax
mpc.branch = [
	1	2	0.004	0.02	0	200	200	200	0	0	1	-360	360;
	1	3	0.010	0.04	0	100	100	100	0	0	1	-360	360;
	1	4	0.010	0.05	0	50	50	50	0	0	1	-360	360;
	1	5	0.020	0.08	0	30	30	30	0	0	1	-360	360;
];
