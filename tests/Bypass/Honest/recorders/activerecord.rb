# The same day with ActiveRecord.
require 'active_record'

ActiveRecord::Base.establish_connection(adapter: 'postgresql', host: ENV['PGHOST'], port: ENV['PGPORT'], username: ENV['PGUSER'], database: ENV['PGDATABASE'])

class Dept < ActiveRecord::Base
  has_many :people, class_name: 'Person'
end

class Person < ActiveRecord::Base
  self.table_name = 'people'
  belongs_to :dept, optional: true
  has_many :orders
end

class Order < ActiveRecord::Base
  belongs_to :person
end

ActiveRecord::Base.transaction do
  Person.order(:id).to_a
  Person.find(2)
  Person.find_by(name: 'Ada Byron')
  Person.includes(:orders, :dept).order(:id).limit(3).to_a
  Person.eager_load(:dept).where(city: 'Berlin').order(:id).to_a
  Person.joins(:orders).where(orders: { state: 'paid' }).distinct.order(:name).pluck(:name, :city)
  Person.order(:id).pluck(:id, :name, :ssn)
  Order.group(:state).order(:state).count
  Order.group(:state).order(:state).sum(:amount)
  Order.where(state: 'open').where('amount > ?', 40).order(amount: :desc).offset(2).limit(4).to_a
  Order.where(placed: Date.new(2025, 2, 1)..Date.new(2025, 3, 1)).average(:amount)
  Person.where(id: Order.where(state: 'sent').select(:person_id)).order(:id).select(:id, :name).to_a
  Person.left_outer_joins(:orders).group('people.name').having('count(orders.id) > 5').order('people.name').count('orders.id')
  Person.exists?(city: 'Boston')
  Order.create!(id: 1001, person_id: 1, item: 'book', amount: 2, placed: '2025-06-01', state: 'open')
  Order.upsert({ id: 1001, person_id: 1, item: 'book', amount: 3, placed: '2025-06-01', state: 'open' })
  Order.insert_all([{ id: 1002, person_id: 1, item: 'pen', amount: 3, placed: '2025-06-01', state: 'open' }], returning: %w[id state])
  Order.find(1001).update!(state: 'sent')
  Person.find(4).update!(city: 'Bonn')
  Order.find(1001).lock!
  Order.find(1001).destroy!
  Person.find_each(batch_size: 4) { |p| p.id }
  raise ActiveRecord::Rollback
end
