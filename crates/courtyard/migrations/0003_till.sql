-- Money that has to be given back: few rows, looked for each time a desk is opened.
CREATE INDEX payments_overpaid ON payments (case_id) WHERE state = 'overpaid';
