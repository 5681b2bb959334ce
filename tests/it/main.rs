mod standards_fuzz;
mod sim;
