mod standards_fuzz;
